package known

import (
	"go/types"
	"slices"
	"strings"
	"unicode"

	"github.com/unsupervisedgo/unsupervisedgo/internal/lazy"
)

// What cannot be looked into, a method of an interface or of another module, is
// taken by its name: these are the words that Go programs use.

// IsRelease reports whether a method of this name gives back, ends or answers
// what it is called on, so that others may wait for it.
func IsRelease(name string) bool { return slices.Contains(releases, name) }

var releases = []string{
	"Close", "CloseWithError", "CloseSend", "CloseWrite", "CloseRead", "CloseNow",
	"Release", "Unlock", "RUnlock", "Done", "Finish", "Complete", "Cancel",
	"Ack", "Nack", "Reply", "Shutdown", "GracefulStop", "Respond", "Resolve", "Reject", "Signal", "Broadcast",
}

// Acquires reports whether a method of this name takes what one named Release gives back.
func Acquires(name string) bool { return name == "Acquire" || name == "TryAcquire" }

// Ends reports whether a method of this name ends what it is called on, so that it is
// of no use any more.
func Ends(name string) bool { return slices.Contains(ends, strings.ToLower(name)) }

var ends = []string{"close", "stop", "shutdown", "disconnect", "terminate"}

// TakesBack reports whether a function of this name takes away, or gives back, what it is handed.
func TakesBack(name string) bool { return startsWith(strings.ToLower(name), taking) }

var taking = []string{"remove", "delete", "drop", "discard", "unsubscribe", "unregister", "unlock", "detach", "free", "release", "close", "stop", "cancel", "recycle", "leave"}

// Publishes reports whether a call of fn makes what has been done so far visible at
// once, for good: a commit, the new name of a file. Deferred, it does so after a panic, too.
func Publishes(fn *types.Func) bool {
	switch fn.FullName() {
	case "os.Rename", "os.Link", "os.Symlink":
		return true
	}
	return strings.EqualFold(fn.Name(), "commit") && fn.Signature().Recv() != nil
}

// WaitsByName reports whether a function waits for something from outside, by
// its name: ReadMessage, Accept, Recv.
func WaitsByName(fn *types.Func) bool {
	for _, word := range waits {
		if rest, ok := strings.CutPrefix(fn.Name(), word); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return true
		}
	}
	// A queue's Get: it takes nothing and tells whether there was something.
	r := fn.Signature().Results()
	return fn.Name() == "Get" && fn.Signature().Params().Len() == 0 && r.Len() == 2 && r.At(1).Type().String() == "bool"
}

var waits = []string{"Accept", "Read", "Recv", "Receive", "Poll", "Wait", "Fetch", "Dequeue", "Pop", "Take"}

// SaysStop reports whether an error of this name says that somebody has ended what goes on: Canceled, ErrServerClosed.
func SaysStop(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(stopped, func(word string) bool { return strings.Contains(name, word) })
}

var stopped = []string{"clos", "cancel", "deadline", "stop", "shut", "quit", "kill", "abort", "disconnect", "gone", "lost"}

// HappensOnce reports whether a function of this name does what must not be done
// twice: Listen, Register, Subscribe.
func HappensOnce(name string) bool { return startsWith(strings.ToLower(name), once) }

var once = []string{
	"listen", "mustregister", "register", "subscribe", "psubscribe", "create", "handle", "notify", "attach", "enroll",
	"add", "append", "insert", "join", "publish", "announce", "begin", "acquire", "bind", "mount", "onopen", "migrate", "send", "push", "enqueue", "start", "spawn", "launch",
}

// HandsOn reports whether a function of this name does something with what it is handed
// that others can notice, so that the same once more is twice.
func HandsOn(name string) bool { return startsWith(strings.ToLower(name), onward) }

var onward = []string{"write", "save", "post", "put", "deliver", "emit", "dispatch", "exec", "insert", "apply", "forward", "print", "fprint", "process"}

// SaysThatItStarts reports whether a text tells that a service starts: one of its words
// does.
func SaysThatItStarts(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' })
	return slices.ContainsFunc(words, func(word string) bool { return startsWith(word, starting) })
}

// HasWords reports whether a text or format says something in words, beside its verbs.
func HasWords(format string) bool { return words().MatchString(verbs().ReplaceAllString(format, " ")) }

var (
	verbs = lazy.Regexp(`%[^a-zA-Z%]*[a-zA-Z%]`)
	words = lazy.Regexp(`\pL{3}`)
)

var starting = []string{"start", "restart", "launch", "listening", "running", "waiting", "watching", "polling", "serving", "ready"}

func startsWith(name string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(name, word) })
}

// Registers reports whether a function of this name registers or subscribes: what
// it does in a body that is in view may be hidden in a map.
func Registers(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "mustregister") || strings.HasPrefix(name, "register") || strings.HasPrefix(name, "subscribe")
}

// KeepsState lists the constructors of what reads ahead from a stream: to make
// another one loses what the first has read.
func KeepsState(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.FullName() {
	case "bufio.NewReader", "bufio.NewReaderSize", "bufio.NewScanner", "bufio.NewReadWriter",
		"encoding/json.NewDecoder", "encoding/gob.NewDecoder", "encoding/xml.NewDecoder", "encoding/csv.NewReader", "net/textproto.NewReader",
		"compress/gzip.NewReader":
		return true
	}
	return false
}

// IsCallback reports whether a function value of this name is called to tell of
// an end, a result or a release: one of its words says so.
func IsCallback(name string) bool { return hasWord(name, callbacks) }

// hasWord reports whether one of the words of a name, which begin with a capital or
// behind an underscore, is in a list.
func hasWord(name string, words []string) bool {
	start := 0
	for i, r := range name + "A" {
		if i > start && unicode.IsUpper(r) || r == '_' {
			if slices.Contains(words, strings.ToLower(strings.Trim(name[start:i], "_"))) {
				return true
			}
			start = i
		}
	}
	return false
}

// SaysOver reports whether the name of a state says that something goes on no more, however
// it has ended.
func SaysOver(name string) bool { return hasWord(name, over) }

var over = []string{
	"stop", "stopped", "close", "closed", "end", "ended", "exit", "exited", "quit", "gone", "dead", "idle", "free", "left", "released", "shutdown", "terminated",
	"cancelled", "canceled", "disconnected", "offline", "down", "inactive", "aborted", "failed", "failure", "error", "err",
}

// SaysEnded is SaysOver for the name of a flag: one that is called done is a signal, and one that is called complete is none: it says
// that nothing is missing.
func SaysEnded(name string) bool { return SaysOver(name) || hasWord(name, ended) }

var ended = []string{"done", "finish", "finished", "over", "joined", "drained", "flushed", "returned"}

// SaysFailed reports whether the name of an error, or of a method, says that something has failed.
func SaysFailed(name string) bool { return hasWord(name, failures) }

var failures = []string{
	"error", "err", "fail", "fails", "failed", "failure", "reject", "rejected", "nack", "abort", "aborted", "cancelled", "canceled", "panic", "panicked", "broken",
	"unexpected", "unfinished", "incomplete", "interrupted", "partial", "truncated",
}

// SaysComplete reports whether the name of a method says that all went well.
func SaysComplete(name string) bool { return hasWord(name, completions) }

var completions = []string{"complete", "completed", "success", "succeed", "succeeded", "accept", "accepted", "resolve", "resolved", "ack", "fulfil", "fulfill", "fulfilled"}

// SaysSuccess reports whether the name of a count says that it counts what went well.
func SaysSuccess(name string) bool { return hasWord(name, successes) }

var successes = []string{"ok", "oks", "success", "successes", "succeeded", "successful", "passed"}

var callbacks = []string{
	"done", "callback", "cb", "ready", "finish", "finished", "complete", "completed", "release", "rel", "unlock", "unsub", "unsubscribe", "cancel",
	"stop", "stopped", "ack", "nack", "reply", "respond", "notify", "signal", "close", "closed", "resolve", "reject", "cleanup", "free", "end",
}

// Logs reports whether fn is a method of a logger, by its name and that of its type, or a function
// of a package of that name: log.Info, klog.Errorf.
func Logs(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil || !saysLevel(fn.Name()) {
		return false
	}
	if recv := fn.Signature().Recv(); recv != nil {
		name := types.TypeString(recv.Type(), (*types.Package).Name) // not where the package is
		return strings.Contains(strings.ToLower(name), "log")
	}
	switch pkg := fn.Pkg().Name(); pkg {
	case "log", "logs", "logger", "logging", "logrus":
		return true
	default:
		return len(pkg) == len("klog") && strings.HasSuffix(pkg, "log") // but no catalog, no dialog
	}
}

// MakesError reports whether fn makes an error out of a text: errors.New, fmt.Errorf.
func MakesError(fn *types.Func) bool {
	return fn != nil && (fn.FullName() == "errors.New" || fn.FullName() == "fmt.Errorf")
}

// HandlesPaths reports whether fn is a function of package os that takes strings, numbers and the like alone: Open, RemoveAll. It calls
// nothing of the program and dereferences nothing that it is handed: what fails is an error. Verdicts do not rest on it.
func HandlesPaths(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "os" || fn.Signature().Recv() != nil || fn.Signature().Variadic() {
		return false
	}
	for param := range fn.Signature().Params().Variables() {
		if _, basic := param.Type().Underlying().(*types.Basic); !basic {
			return false
		}
	}
	return true
}

// LogsWords reports whether fn is a method that is named like a level of a log and takes what Printf
// takes, of whatever type: s.Debugf(format, args...).
func LogsWords(fn *types.Func) bool {
	if fn == nil || fn.Signature().Recv() == nil || !strings.HasSuffix(fn.Name(), "f") || !saysLevel(fn.Name()) {
		return false
	}
	params := fn.Signature().Params()
	return fn.Signature().Variadic() && fn.Signature().Results().Len() == 0 && params.Len() > 1 &&
		types.Identical(params.At(params.Len()-2).Type(), types.Typ[types.String]) && types.IsInterface(params.At(params.Len()-1).Type().(*types.Slice).Elem())
}

// SaysLog reports whether fn looks as if all it does is to log: Logs, or a function of a package
// that is named like one of loggers (klog, logrus, zap), what ends the line of a builder (zerolog's
// Msg), or what is called logf and takes what Printf takes. No proof rests on it.
func SaysLog(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	pkg := strings.Contains(fn.Pkg().Name(), "log") || fn.Pkg().Name() == "zap"
	switch name := fn.Name(); name {
	case "Msg", "Msgf", "Send":
		return pkg && fn.Signature().Recv() != nil && fn.Signature().Results().Len() == 0 && (name != "Send" || fn.Signature().Params().Len() == 0)
	case "log", "logf", "logln":
		params := fn.Signature().Params()
		return fn.Signature().Variadic() && types.IsInterface(params.At(params.Len()-1).Type().(*types.Slice).Elem())
	default:
		return Logs(fn) || pkg && saysLevel(name)
	}
}

// saysLevel reports whether the name of a function is that of a level of a log, or the usual
// one of what writes to it.
func saysLevel(name string) bool {
	for _, suffix := range []string{"Context", "f", "ln", "w", "S"} {
		name = strings.TrimSuffix(name, suffix)
	}
	switch name {
	case "Debug", "Info", "Warn", "Warning", "Error", "Trace", "Print", "Log", "Notice":
		return true
	}
	return false
}
