package analyzer
import ("testing";"os";"strings")
func TestTmp(t *testing.T) { analyse(t, testdata(t), strings.Fields(os.Getenv("FL")), strings.Fields(os.Getenv("PK"))...) }
