package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/unsupervisedgo/unsupervisedgo/internal/browser"
)

// README.md shows the report of examples/platform.
func TestPictureOfReport(t *testing.T) {
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
	browser.CheckPicture(t, fileURL(page), filepath.Join(root, "docs", "images", "report.png"), "1280,960", 200<<10)
}
