package suggest

import "testing"

func TestMeant(t *testing.T) {
	words := []string{"check", "config", "help", "-strict", "-supervisors"}
	for typed, want := range map[string]string{
		"chekc":        "; did you mean check?",
		"cnfig":        "; did you mean config?",
		"hepl":         "; did you mean help?",
		"hxyp":         "; did you mean help?",
		"xxlp":         "; did you mean help?",
		"xyzp":         "",
		"-stric":       "; did you mean -strict?",
		"-superviser":  "; did you mean -supervisors?",
		"internal":     "",
		"./cmd/...":    "",
		"":             "",
		"x":            "",
		"net/http":     "",
		"-supervisors": "; did you mean -supervisors?",
	} {
		if got := Meant(typed, words); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
