package known

import "go/types"

// reads are the readers of the standard library that are no wrapper of another one: what their Read returns is a
// number of bytes of its argument, from 0 to all of them, as https://pkg.go.dev/io#Reader wants it. Of a reader of
// somebody's own nobody knows; nor does a wrapper, which hands on what that says.
var reads = map[string]bool{
	"(*bytes.Buffer).Read":   true, // copy
	"(*bytes.Reader).Read":   true, // copy
	"(*bytes.Reader).ReadAt": true, // copy
	"(*strings.Reader).Read": true, // copy
	"(*os.File).Read":        true, // the system call, or 0
	"(*os.File).ReadAt":      true, // sums of those for what is left
	"(*net.conn).Read":       true, // the system call, or 0; that of TCPConn and UnixConn
}

// Reads reports whether fn is such a method: what its first result counts are bytes of its first argument.
func Reads(fn *types.Func) bool { return fn != nil && reads[fn.Origin().FullName()] }
