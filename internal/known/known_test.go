package known

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// hostile are values of each type that functions of the table take: zero, huge,
// negative, not a number, invalid text, nil. Only those that meet the entry's
// conditions are used.
var hostile = map[string][]string{
	"int":                           {"0", "1", "-1", "math.MaxInt", "math.MinInt"},
	"int8":                          {"0", "-1"},
	"int32":                         {"0", "1", "-1", "math.MaxInt32", "math.MinInt32"},
	"int64":                         {"0", "1", "-1", "math.MaxInt64", "math.MinInt64"},
	"uint":                          {"0", "1", "math.MaxUint"},
	"uint8":                         {"0", "255"},
	"uint16":                        {"0", "65535"},
	"uint32":                        {"0", "1", "math.MaxUint32"},
	"uint64":                        {"0", "1", "math.MaxUint64"},
	"byte":                          {"0", "'f'", "255"},
	"rune":                          {"0", "-1", "utf8.RuneError", "unicode.MaxRune + 1", "0xD800"},
	"float32":                       {"0", "-1", "math.MaxFloat32"},
	"float64":                       {"0", "-1", "math.NaN()", "math.Inf(1)", "math.Inf(-1)", "math.MaxFloat64", "math.SmallestNonzeroFloat64"},
	"bool":                          {"false", "true"},
	"string":                        {`""`, `"a"`, `"\xff\xfe"`, `"%!d(%s"`, `"../..//"`, "strings.Repeat(\"ab\", 1000)"},
	"error":                         {"nil", "angry{}", "(*angry)(nil)"},
	"any":                           {"nil", "angry{}", "(*angry)(nil)", "(func())(nil)", "[]int(nil)", "map[any]any{1: angry{}}", "struct{ a any }{angry{}}"},
	"[]byte":                        {"nil", `[]byte("a\xff")`},
	"[]rune":                        {"nil", "[]rune{-1, 'a'}"},
	"[]uint16":                      {"nil", "[]uint16{0xD800, 0xDC00, 0xD800}"},
	"[]string":                      {"nil", `[]string{"", "a"}`},
	"[]int":                         {"nil", "[]int{2, 1}"},
	"[]float64":                     {"nil", "[]float64{math.NaN(), 1}"},
	"[][]byte":                      {"nil", "[][]byte{nil, {1}}"},
	"time.Duration":                 {"0", "-1", "math.MaxInt64", "math.MinInt64"},
	"time.Month":                    {"0", "-1", "13"},
	"time.Time":                     {"time.Time{}", "time.Unix(math.MaxInt64, -1)", "time.Unix(math.MinInt64, 0)"},
	"context.Context":               {"context.Background()"},
	"context.CancelCauseFunc":       {"nil"},
	"log/slog.Level":                {"0", "-100"},
	"log/slog.Attr":                 {"slog.Attr{}", `slog.Any("k", angry{})`},
	"io.Writer":                     {"os.Stdout", "os.Stderr"},
	"os.Signal":                     {"os.Interrupt"},
	"chan<- os.Signal":              {"nil", "make(chan os.Signal, 1)"},
	"sync.Locker":                   {"nil", "new(sync.Mutex)"},
	"func()":                        {"func() {}"},
	"func(i int, j int)":            {"func(int, int) {}"},
	"func(i int, j int) bool":       {"func(int, int) bool { return true }"},
	"func(int) bool":                {"func(int) bool { return true }", "func(int) bool { return false }"},
	"func(int) int":                 {"func(int) int { return 1 }", "func(int) int { return -1 }"},
	"func(rune) bool":               {"func(rune) bool { return true }", "func(rune) bool { return false }"},
	"func(r rune) bool":             {"func(rune) bool { return true }", "func(rune) bool { return false }"},
	"func(r rune) rune":             {"func(rune) rune { return -1 }", "func(r rune) rune { return unicode.MaxRune + 1 }"},
	"sort.Interface":                {"sort.IntSlice(nil)"},
	"func(rune) rune":               {"func(rune) rune { return -1 }", "func(r rune) rune { return unicode.MaxRune + 1 }"},
	"func(key any, value any) bool": {"func(any, any) bool { return true }"},
	"*log/slog.HandlerOptions":      {"nil", "&slog.HandlerOptions{AddSource: true}"},
	"...any":                        {"", "nil", "angry{}", "(*angry)(nil)", "1, angry{}"},
	"...error":                      {"", "nil, angry{}"},
	"...string":                     {"", `"", "/"`},
	"...os.Signal":                  {"", "os.Interrupt"},
	"[]error":                       {"nil"},
	"...log/slog.Attr":              {"", "slog.Attr{}"},
}

// met are values for parameters with a condition, instead.
var met = map[Condition][]string{
	Positive:    {"1", "7"}, // not huge: it would take the memory, or the time
	NonNegative: {"0", "1", "100"},
	NotNil:      {"make(chan os.Signal)"},
	Hashable:    {`"k"`, "1", "[2]int{}", "struct{}{}"},
	Context:     {"context.Background()", "context.TODO()"},
	Writer:      {"os.Stdout", "(*os.File)(nil)", "new(strings.Builder)", "new(bytes.Buffer)"},
	Base:        {"2", "10", "36"},
	BitSize:     {"32", "64"},
	Sentinel:    {"io.EOF", "context.Canceled", "os.ErrNotExist"},
	Encodable:   {`map[string]string{"\xff": ""}`, "nil", "make(chan int)", "math.NaN()", "[]func(){nil}", "(*struct{ a *int })(nil)"},
	Pattern:     {"`^(\\d+)$`", `""`},
	Bytes2:      {"make([]byte, 2)", "make([]byte, 3)"},
	Bytes4:      {"make([]byte, 4)", "make([]byte, 5)"},
	Bytes8:      {"make([]byte, 8)", "make([]byte, 9)"},
	ErrorTarget: {"new(error)", "new(angry)", "new(*angry)", "new(interface{ Timeout() bool })", "new(any)"},
	Calm:        {"nil", "io.EOF", "angry{}", "(*angry)(nil)", `fmt.Errorf("a %w", errors.Join(nil, io.EOF))`},
	Theirs:      {"time.UTC", "time.Local"},
	Pairs:       {`"a", "b"`, `"", "b", "\xff", ""`, `"ab", "a", "ab", "", "a", "ab"`},
	Basic:       {"sort.IntSlice(nil)", "sort.Reverse(sort.StringSlice{\"b\", \"a\"})", "sort.Reverse(sort.Reverse(sort.Float64Slice{math.NaN(), 1}))"},
	Slice:       {"[]int(nil)", "[]any{1, angry{}}", "[]func(){nil, nil}"},
}

// receivers are values to call methods on. Interfaces and what only blocks are left
// out with a reason.
var receivers = map[string][]string{
	"time.Time":                    hostile["time.Time"],
	"time.Duration":                {"time.Duration(0)", "time.Duration(math.MinInt64)", "time.Duration(math.MaxInt64)"},
	"time.Month":                   {"time.Month(0)", "time.Month(-1)"},
	"time.Weekday":                 {"time.Weekday(-1)", "time.Weekday(7)"},
	"*time.Timer":                  {"time.NewTimer(-1)", "time.NewTimer(math.MaxInt64)"},
	"*time.Ticker":                 {"time.NewTicker(math.MaxInt64)"},
	"*sync.Map":                    {"new(sync.Map)"},
	"*sync.Pool":                   {"new(sync.Pool)"},
	"*sync.Once":                   {"new(sync.Once)"},
	"*sync.WaitGroup":              {"new(sync.WaitGroup)"},
	"*sync.Cond":                   {"sync.NewCond(nil)"},
	"*strings.Builder":             {"new(strings.Builder)"},
	"*strings.Replacer":            {`strings.NewReplacer("a", "b", "", "c")`, "new(strings.Replacer)"},
	"*bufio.Scanner":               {"new(bufio.Scanner)", "bufio.NewScanner(strings.NewReader(\"a\"))"},
	"*bytes.Buffer":                {"new(bytes.Buffer)", `bytes.NewBufferString("a\xff")`},
	"*bytes.Reader":                {"new(bytes.Reader)", `bytes.NewReader([]byte("a\xff"))`},
	"encoding/binary.bigEndian":    {"binary.BigEndian"},
	"encoding/binary.littleEndian": {"binary.LittleEndian"},
	"*encoding/base64.Encoding":    {"base64.StdEncoding", "base64.RawURLEncoding", "new(base64.Encoding)"},
	"*io.PipeWriter":               {"func() *io.PipeWriter { _, w := io.Pipe(); return w }()"},
	"*os.File":                     {"os.Stderr", "(*os.File)(nil)"},
	"*regexp.Regexp":               {"regexp.MustCompile(`(a)|^b*`)"},
	"net.IP":                       {"net.IP(nil)", "net.IP{1}", "net.IPv4(127, 0, 0, 1)", "make(net.IP, 17)"},
	"syscall.Signal":               {"syscall.SIGTERM", "syscall.Signal(-1)"},
	"net/http.Header":              {"http.Header{}", `http.Header{"A": nil}`},
	"net/url.Values":               {"url.Values{}", `url.Values{"A": nil}`},
	"*log.Logger":                  {"log.Default()", "log.New(os.Stderr, \"\", -1)"},
	"*log/slog.Logger":             {"slog.Default()", "slog.New(slog.NewJSONHandler(os.Stdout, nil))", "slog.New(slog.NewTextHandler(os.Stderr, nil))"},
	"*strings.Reader":              {"new(strings.Reader)", `strings.NewReader("a\xff")`},
}

// generic calls have type arguments that are inferred, or none.
var generic = map[string][]string{
	"slices.Reverse":          {"slices.Reverse([]int(nil))", "slices.Reverse([]any{1, func() {}})"},
	"slices.Sort":             {"slices.Sort([]float64{math.NaN(), 1, math.NaN()})"},
	"slices.BinarySearch":     {`slices.BinarySearch([]string(nil), "")`, "slices.BinarySearch([]int{3, 1}, 2)"},
	"slices.Clip":             {"slices.Clip([]int(nil))"},
	"slices.Clone":            {"slices.Clone([]int(nil))"},
	"slices.IsSorted":         {"slices.IsSorted([]float64{math.NaN()})"},
	"slices.Contains":         {"slices.Contains([]int(nil), 1)"},
	"slices.Equal":            {"slices.Equal([]int(nil), []int{1})"},
	"slices.Index":            {"slices.Index([]int(nil), 1)"},
	"slices.Compact":          {"slices.Compact([]int(nil))", "slices.Compact([]int{1, 1})"},
	"slices.SortFunc":         {"slices.SortFunc([]int{1, 2, 3}, func(int, int) int { return 1 })"},
	"slices.SortStableFunc":   {"slices.SortStableFunc([]int{1, 2, 3}, func(int, int) int { return 1 })"},
	"slices.DeleteFunc":       {"slices.DeleteFunc([]int{1}, func(int) bool { return true })"},
	"slices.CompactFunc":      {"slices.CompactFunc([]int{1, 2}, func(int, int) bool { return true })"},
	"slices.BinarySearchFunc": {"slices.BinarySearchFunc([]int{1}, 2, func(int, int) int { return -1 })"},
	"slices.ContainsFunc":     {"slices.ContainsFunc([]int{1}, func(int) bool { return false })"},
	"slices.EqualFunc":        {"slices.EqualFunc([]int{1}, []int{2}, func(int, int) bool { return true })"},
	"slices.Max":              {"slices.Max([]float64{math.NaN()})"},
	"slices.Min":              {"slices.Min([]string{\"\"})"},
	"slices.Delete":           {"slices.Delete([]int(nil), 0, 0)", "slices.Delete([]int{1}, 0, 1)", "slices.Delete([]int{1}, 1, 1)"},
	"slices.Insert":           {"slices.Insert([]int(nil), 0, 1)", "slices.Insert([]int{1}, 1)"},
	"slices.Replace":          {"slices.Replace([]int(nil), 0, 0, 1)", "slices.Replace([]int{1}, 0, 1)"},
	"slices.All":              {"slices.Collect(maps.Values(maps.Collect(slices.All([]int{1}))))"},
	"slices.Backward":         {"for range slices.Backward([]int(nil)) {}"},
	"slices.Values":           {"slices.Sorted(slices.Values([]int{1}))"},
	"slices.AppendSeq":        {"slices.AppendSeq([]int(nil), slices.Values([]int{1}))"},
	"slices.SortedFunc":       {"slices.SortedFunc(slices.Values([]int{2, 1}), func(int, int) int { return 1 })"},
	"slices.SortedStableFunc": {"slices.SortedStableFunc(slices.Values([]int{2, 1}), func(int, int) int { return 1 })"},
	"slices.Chunk":            {"for range slices.Chunk([]int(nil), 1) {}", "for range slices.Chunk([]int{1, 2, 3}, 2) {}"},
	"slices.Concat":           {"slices.Concat([]int(nil), []int{1})"},
	"maps.Collect":            {"maps.Collect(maps.All(map[any]int{1: 1}))", "maps.Collect(maps.All(map[int]int(nil)))"},
	"maps.Copy":               {"maps.Copy(map[int]int{}, map[int]int{1: 1})"},
	"maps.Insert":             {"maps.Insert(map[int]int{}, maps.All(map[int]int{1: 1}))"},
	"runtime.ReadMemStats":    {"runtime.ReadMemStats(new(runtime.MemStats))"},
	"strings.FieldsSeq":       {"for range strings.FieldsSeq(\"a \\xff\") {}"},
	"strings.Lines":           {"for range strings.Lines(\"a\\n\\n\") {}"},
	"strings.SplitSeq":        {"for range strings.SplitSeq(\"a,\", \"\") {}"},
	"strings.SplitAfterSeq":   {"for range strings.SplitAfterSeq(\"a,\", \"\") {}"},
	"bytes.FieldsSeq":         {"for range bytes.FieldsSeq([]byte(\"a \")) {}"},
	"bytes.Lines":             {"for range bytes.Lines(nil) {}"},
	"bytes.SplitSeq":          {"for range bytes.SplitSeq(nil, nil) {}"},
	"bytes.SplitAfterSeq":     {"for range bytes.SplitAfterSeq([]byte(\"a,\"), nil) {}"},
	"slices.Collect":          {"slices.Collect(slices.Values([]int(nil)))"},
	"slices.Sorted":           {"slices.Sorted(maps.Keys(map[int]int(nil)))"},
	"maps.All":                {"for range maps.All(map[any]int{1: 1}) {}"},
	"maps.Keys":               {"for range maps.Keys(map[int]int(nil)) {}"},
	"maps.Values":             {"for range maps.Values(map[int]int{1: 1}) {}"},
	"slices.IndexFunc":        {"slices.IndexFunc([]int(nil), func(int) bool { return true })"},
	"slices.IsSortedFunc":     {"slices.IsSortedFunc([]int{2, 1}, func(int, int) int { return 1 })"},
	"maps.Clone":              {"maps.Clone(map[int]int(nil))"},
	"maps.DeleteFunc":         {"maps.DeleteFunc(map[int]int(nil), func(int, int) bool { return true })"},
	"cmp.Compare":             {"cmp.Compare(math.NaN(), 1)"},
	"cmp.Less":                {"cmp.Less(math.NaN(), 1)"},
	"log/slog.New":            {"slog.New(slog.NewTextHandler(os.Stderr, nil))", "slog.New(slog.DiscardHandler)"},
	"cmp.Or":                  {"cmp.Or(math.NaN(), 1)", `cmp.Or("", "a")`},
	"slices.Compare":          {"slices.Compare([]float64{math.NaN()}, nil)"},
	"slices.CompareFunc":      {"slices.CompareFunc([]int{1}, []int{1, 2}, func(int, int) int { return 0 })"},
	"slices.Grow":             {"slices.Grow([]int(nil), 0)", "slices.Grow([]int{1}, 100)"},
	"slices.Repeat":           {"slices.Repeat([]int(nil), 100)", "slices.Repeat([]int{1}, 0)"},
	"slices.MaxFunc":          {"slices.MaxFunc([]int{1, 2}, func(int, int) int { return 1 })"},
	"slices.MinFunc":          {"slices.MinFunc([]int{1, 2}, func(int, int) int { return -1 })"},
	"maps.Equal":              {"maps.Equal(map[any]int{1: 1}, map[any]int(nil))"},
	"maps.EqualFunc":          {"maps.EqualFunc(map[int]int{1: 1}, map[int]int{1: 2}, func(int, int) bool { return true })"},
	"errors.AsType":           {"errors.AsType[*angry](io.EOF)", "errors.AsType[error](nil)", `errors.AsType[interface{ error; Timeout() bool }](fmt.Errorf("a %w", angry{}))`},
	"unicode.Is":              {"unicode.Is(unicode.Latin, -1)", "unicode.Is(&unicode.RangeTable{}, unicode.MaxRune+1)"},
	"unicode.In":              {"unicode.In(-1, unicode.Latin, unicode.L)", "unicode.In('x', new(unicode.RangeTable))"},
	"math/rand/v2.N":          {"randv2.N(1)", "randv2.N(time.Second)"},
}

// notRun says why an entry is not called.
func notRun(f *Func, fn *types.Func) string {
	switch {
	case f.Has(Exits), fn.Pkg().Path() == "log" && strings.HasPrefix(fn.Name(), "Fatal"):
		return "ends the process"
	case f.Has(Waits), f.Has(Locks), f.Has(RLocks), f.Has(Unlocks), f.Has(RUnlocks), fn.Name() == "TryLock":
		return "waits, or is fatal where it is misused"
	case fn.FullName() == "(*sync.WaitGroup).Done", fn.FullName() == "(*sync.WaitGroup).Add":
		return "trusted: it panics below zero"
	case fn.FullName() == "runtime.Goexit":
		return "ends the goroutine"
	case types.IsInterface(recvType(fn)):
		return "an interface"
	case fn.Pkg().Path() == "os/signal" && fn.Name() != "Stop" && fn.Name() != "Notify":
		return "would change how this process ends"
	case fn.FullName() == "time.AfterFunc", fn.FullName() == "context.AfterFunc", fn.FullName() == "(*sync.WaitGroup).Go":
		return "what it starts is judged by itself"
	}
	return ""
}

func recvType(fn *types.Func) types.Type {
	if recv := fn.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Int]
}

// everyFunc lists the entries of the table in its order.
func everyFunc() (list []*Func) {
	for _, g := range slices.Concat(tables[:]...) {
		for _, f := range g.funcs() {
			list = append(list, &f)
		}
	}
	return list
}

// TestTableIsTrue calls every function of the table that cannot panic, with hostile
// arguments that meet its conditions.
func TestTableIsTrue(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	var calls []string
	imports := map[string]string{
		"bytes": "", "context": "", "fmt": "", "log": "", "log/slog": "", "math": "", "os": "", "strings": "", "sync": "",
		"time": "", "unicode": "", "unicode/utf8": "", "io": "", "errors": "", "sort": "",
	}
	listed := make(map[string]bool)
	for _, f := range everyFunc() {
		if !f.Has(CannotPanic) {
			continue
		}
		path := packageOf(f.Name)
		if strings.Contains(path, ".") {
			continue // not of the standard library
		}
		pkg, err := imp.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		fn := find(pkg, f.Name)
		if fn == nil {
			t.Errorf("%s: no such function", f.Name)
			continue
		}
		if listed[f.Name] {
			t.Errorf("%s: listed twice", f.Name)
		}
		listed[f.Name] = true
		if !reflect.DeepEqual(Of(fn), f) {
			t.Errorf("%s is found as %v, want %v", f.Name, Of(fn), f)
		}
		if notRun(f, fn) != "" {
			continue
		}
		if list, ok := generic[f.Name]; ok {
			calls = append(calls, list...)
		} else {
			list, err := callsOf(f, fn)
			if err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			calls = append(calls, list...)
		}
		imports[path] = ""
		if path == "math/rand/v2" {
			imports[path] = "randv2"
		}
	}
	var src bytes.Buffer
	fmt.Fprintln(&src, "package main\n\nimport (")
	var paths []string
	for path := range imports {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		fmt.Fprintf(&src, "\t%s %q\n", imports[path], path)
	}
	src.WriteString(`)

// angry panics whatever it is asked.
type angry struct{ _ int }

func (angry) Error() string          { panic("Error") }
func (angry) String() string         { panic("String") }
func (angry) GoString() string       { panic("GoString") }
func (angry) Format(fmt.State, rune) { panic("Format") }
func (angry) LogValue() slog.Value   { panic("LogValue") }

var result = os.NewFile(3, "result")

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(result, "%s panics: %v\n", name, r)
		}
	}()
	f()
}

var (
	_ = unicode.MaxRune
	_ = utf8.RuneError
	_ io.Reader
	_ = errors.New
	_ = sort.Ints
)

func main() {
	log.SetOutput(os.Stderr)
	_, _, _, _, _ = bytes.NewReader, context.TODO, strings.ToUpper, sync.NewCond, time.Now
`)
	for _, call := range calls {
		fmt.Fprintf(&src, "\ttry(%q, func() { %s })\n", call, call)
	}
	fmt.Fprintln(&src, "\tfmt.Fprintln(result, \"end\")\n}")
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, src.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", file)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	var said bytes.Buffer
	said.ReadFrom(r)
	if err := cmd.Wait(); err != nil {
		text := stderr.String()
		t.Fatalf("%v\n%s", err, text[max(0, len(text)-2000):])
	}
	panics, ok := strings.CutSuffix(said.String(), "end\n")
	if !ok || panics != "" {
		t.Errorf("of %d calls:\n%s", len(calls), said.String())
	}
	if len(calls) < 1000 {
		t.Errorf("only %d calls", len(calls))
	}
}

// find returns the function of a full name.
func find(pkg *types.Package, name string) *types.Func {
	_, last, _ := strings.Cut(name[len(pkg.Path())-1:], ".")
	if !strings.HasPrefix(name, "(") {
		fn, _ := pkg.Scope().Lookup(strings.TrimPrefix(name, pkg.Path()+".")).(*types.Func)
		return fn
	}
	recv, method, _ := strings.Cut(last, ").")
	if i := strings.LastIndexByte(recv, '.'); i >= 0 {
		recv = recv[i+1:]
	}
	obj := pkg.Scope().Lookup(recv)
	if obj == nil {
		return nil
	}
	fn, _, _ := types.LookupFieldOrMethod(types.NewPointer(obj.Type()), true, pkg, method)
	if fn == nil {
		fn, _, _ = types.LookupFieldOrMethod(obj.Type(), true, pkg, method)
	}
	f, _ := fn.(*types.Func)
	return f
}

// callsOf writes calls of fn: each value of each parameter once, with the first ones
// of the others.
func callsOf(f *Func, fn *types.Func) ([]string, error) {
	qualify := func(p *types.Package) string { return p.Path() }
	sig := fn.Signature()
	callees := []string{fn.Pkg().Name() + "." + fn.Name()}
	if fn.Pkg().Path() == "math/rand/v2" {
		callees = []string{"randv2." + fn.Name()}
	}
	if recv := sig.Recv(); recv != nil {
		values := receivers[types.TypeString(recv.Type(), qualify)]
		if len(values) == 0 {
			return nil, fmt.Errorf("no receiver of type %s", recv.Type())
		}
		callees = nil
		for _, x := range values {
			callees = append(callees, "("+x+")."+fn.Name())
		}
	}
	var args [][]string
	for i := range sig.Params().Len() {
		name := types.TypeString(sig.Params().At(i).Type(), qualify)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			name = "..." + strings.TrimPrefix(name, "[]")
		}
		values := hostile[name]
		for _, c := range f.If {
			if c.Param == i {
				values = met[c.Is]
			}
		}
		if len(values) == 0 {
			return nil, fmt.Errorf("no values of type %s", name)
		}
		args = append(args, values)
	}
	var calls []string
	for _, callee := range callees {
		list := func(vary, k int) string {
			var parts []string
			for i, values := range args {
				v := values[0]
				if i == vary {
					v = values[k]
				}
				if v != "" {
					parts = append(parts, v)
				}
			}
			return callee + "(" + strings.Join(parts, ", ") + ")"
		}
		calls = append(calls, list(-1, 0))
		for i, values := range args {
			for k := 1; k < len(values); k++ {
				calls = append(calls, list(i, k))
			}
		}
	}
	return calls, nil
}
