package subtest

import "testing"

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"", "TestX/a/b", true},
		{"TestX", "TestX/a/b", true},
		{"TestY", "TestX/a/b", false},
		{"TestX/a", "TestX/a/b", true},
		{"TestX/a/b/c", "TestX/a/b", true},
		{"TestX//b", "TestX/a/b", true},
		{"TestX/^a$/^c", "TestX/a/b", false},
		{"TestY|TestX/a", "TestX/a/b", true},
		{"TestY|TestX/c", "TestX/a/b", false},
		{"Test(X|Y)/c", "TestX/a/b", true}, // in doubt
	} {
		if got := matches(test.pattern, test.name); got != test.want {
			t.Errorf("%q, %s: %t", test.pattern, test.name, got)
		}
	}
}
