package known

import (
	"go/constant"
	"go/token"
	"go/types"
)

// changes are the functions that change what is kept under a name, so that the same call once more does something else:
// it fails, or it takes away what has come there since.
var changes = map[string]string{
	"os.Create":           "empties the file",
	"os.WriteFile":        "writes the whole file",
	"io/ioutil.WriteFile": "writes the whole file",
	"os.Truncate":         "cuts the file",
	"(*os.File).Truncate": "cuts the file",
	"os.Mkdir":            "makes a directory",
	"os.Link":             "makes a file",
	"os.Symlink":          "makes a file",
	"os.Rename":           "moves a file",
	"os.Remove":           "removes a file",
	"os.RemoveAll":        "removes files",
	"os.CopyFS":           "copies files",
}

// ChangesFiles returns what a call of fn does to files that it must not do again; "" for another one. flags is the
// constant value of the flags of os.OpenFile, nil if that is none: what it may come to, it does.
func ChangesFiles(fn *types.Func, flags constant.Value) string {
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	if fn.FullName() != "os.OpenFile" {
		return changes[fn.FullName()]
	}
	has := func(name string) bool {
		flag, ok := fn.Pkg().Scope().Lookup(name).(*types.Const)
		return flags == nil || ok && constant.Sign(constant.BinaryOp(constant.ToInt(flags), token.AND, constant.ToInt(flag.Val()))) != 0
	}
	switch {
	case has("O_EXCL"):
		return "fails if the file exists"
	case has("O_TRUNC"):
		return "empties the file"
	}
	return ""
}

// OpensFile reports whether fn opens a file by its name, so that another call opens the same one.
func OpensFile(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.FullName() {
	case "os.CreateTemp", "os.Pipe", "io/ioutil.TempFile":
		return false
	}
	results := fn.Signature().Results()
	return results.Len() > 0 && types.TypeString(results.At(0).Type(), nil) == "*os.File"
}
