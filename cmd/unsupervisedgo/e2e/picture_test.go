package e2e

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// README.md shows the report of examples/platform. With UPDATE=1 the picture is
// made anew; without, it is to be one of the page as it is: of its size, and
// small enough for whoever clones the repository.
func TestPictureOfReport(t *testing.T) {
	const most = 200 << 10 // bytes
	page := filepath.Join(t.TempDir(), "report.html")
	cmd := exec.Command(buildCommand(t), "-C", filepath.Join("..", "..", "..", "examples", "platform"), "report", "-o", page, "./...")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	// The first finding is open, as if somebody had clicked on it.
	content = bytes.Replace(content, []byte(`<details class="finding"`), []byte(`<details open class="finding"`), 1)
	if err := os.WriteFile(page, content, 0o666); err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(t.TempDir(), "report.png")
	show(t, page, "--screenshot="+made, "--hide-scrollbars", "--window-size=1280,960", "--blink-settings=preferredColorScheme=1")
	picture, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(root, "docs", "images", "report.png")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(kept, picture, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if len(picture) > most || len(old) > most {
		t.Errorf("the pictures have %d and %d bytes, the most is %d", len(picture), len(old), most)
	}
	want, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := png.DecodeConfig(bytes.NewReader(old)); err != nil || got.Width != want.Width || got.Height != want.Height {
		t.Errorf("%s is %v, %v; want %v: make it anew with UPDATE=1", kept, got, err, want)
	}
}
