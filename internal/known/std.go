package known

import (
	"go/types"
	"slices"
	"strings"
)

// tables has all entries but those of sync/atomic, which atomicFunc makes.
var tables = [...][]group{concurrency, clocks, contexts, prints, values, texts, encodings, numbers, collections, process}

// A group has the entries of functions that are alike for one reason. Each of the names,
// with blanks between them, follows the prefix: "time." or "(time.Time).".
type group struct {
	prefix, names string
	Func          // of each but for its name
}

// funcs returns the entries.
func (g group) funcs() (list []Func) {
	for name := range strings.FieldsSeq(g.names) {
		f := g.Func
		f.Name = g.prefix + name
		list = append(list, f)
	}
	return list
}

// total is the group of functions that do not panic.
func total(prefix, names, why string, conditions ...If) group {
	return alike(CannotPanic, prefix, names, why, conditions...)
}

// alike is the group of functions with the same properties.
func alike(props Props, prefix, names, why string, conditions ...If) group {
	return group{prefix, names, Func{Props: props, If: conditions, Why: why}}
}

// pure is total for functions without an effect that others can notice, which
// keep none of their arguments.
func pure(prefix, names, why string, conditions ...If) group {
	return alike(CannotPanic|Pure, prefix, names, why, conditions...)
}

// making is total for functions that return something new.
func making(prefix, names, why string, conditions ...If) group {
	return alike(CannotPanic|Makes, prefix, names, why, conditions...)
}

// wrapping is the group of functions that return a function around another.
func wrapping(prefix, names, why string) group {
	return alike(Wraps, prefix, names, why)
}

// using is total for what sends on the channels that it is handed, and does not hand
// them on.
func using(prefix, names, why string, conditions ...If) group {
	return alike(CannotPanic|Uses, prefix, names, why, conditions...)
}

// sequence is the group of what returns an iterator, which panics only if the loop does.
func sequence(prefix, names string) group {
	return alike(CannotPanic|Pure|Stops, prefix, names, "makes a sequence of elements")
}

// ofMade is total for methods that panic on what no function has made.
func ofMade(prefix, names, why string, conditions ...If) group {
	return alike(CannotPanic|OfMade, prefix, names, why, conditions...)
}

// printing is total for what writes to where the program has set.
func printing(prefix, names, why string, conditions ...If) group {
	return alike(CannotPanic|Prints, prefix, names, why, conditions...)
}

// What runs callbacks panics if they do; that is judged at the call.
const callback = "does nothing that can panic but to call what it is handed"

var clocks = []group{
	pure("time.", "Now Since Until Unix UnixMicro UnixMilli ParseDuration Parse", "reads or makes a time; what is malformed is an error"),
	total("time.", "Tick", "any duration will do: it returns nil for one that is not positive"),
	pure("time.", "Date", "panics only on a nil location", If{7, Theirs}),
	pure("time.", "ParseInLocation", "panics only on a nil location", If{2, Theirs}),
	alike(CannotPanic|Pure|Makes, "time.", "FixedZone", "makes a location"),
	making("time.", "After NewTimer", "any duration will do: they fire at once"),
	making("time.", "NewTicker", "panics only if the interval is not positive", If{0, Positive}),
	ofMade("(*time.Timer).", "Reset", "a timer that was made can be set at any time"),
	ofMade("(*time.Ticker).", "Reset", "panics only if the interval is not positive", If{0, Positive}),
	pure("(time.Time).", `Add AddDate After AppendFormat Before Clock Compare Date Day Equal Format GoString Hour ISOWeek IsDST IsZero
		Local Location Minute Month Nanosecond Round Second String Sub Truncate UTC Unix UnixMicro UnixMilli UnixNano Weekday
		MarshalJSON MarshalText Year YearDay Zone ZoneBounds`, "computes with a value"),
	pure("(time.Time).", "In", "panics only on a nil location", If{0, Theirs}),
	pure("(time.Duration).", "Abs Hours Microseconds Milliseconds Minutes Nanoseconds Round Seconds String Truncate", "computes with a value"),
	pure("(time.Month).", "String", "computes with a value"),
	pure("(time.Weekday).", "String", "computes with a value"),
}

var contexts = []group{
	alike(CannotPanic|Pure|Makes, "context.", "Background TODO", "returns a value"),
	pure("context.", "Cause", "panics only on a nil context", If{0, Context}),
	total("context.", "WithCancel WithCancelCause WithDeadline WithDeadlineCause WithTimeout WithTimeoutCause", "panics only on a nil parent", If{0, Context}),
	making("context.", "WithoutCancel", "panics only on a nil parent", If{0, Context}),
	making("context.", "WithValue", "panics only on a nil parent, and on a key that is nil or cannot be compared", If{0, Context}, If{1, Hashable}),
	pure("(context.Context).", "Deadline", "returns a time"),
	pure("(context.Context).", "Value", "looks a key up, which must be one that can be compared", If{0, Hashable}),
	using("os/signal.", "Stop Reset Ignore", "changes what is relayed"),
	using("os/signal.", "Notify", "panics only on a nil channel", If{0, NotNil}),
	total("os/signal.", "NotifyContext", "panics only on a nil parent", If{0, Context}),
}

// Methods that print call, Error, String, Format, LogValue, MarshalText, are
// guarded: fmt's catchPanic (but for a panic whose value's own String panics),
// slog's Value.Resolve and appendValue. A writer or handler that the program puts
// in place of the standard one is taken not to panic.
var prints = []group{
	printing("fmt.", "Print Printf Println", "stops panics of the methods that it prints with"),
	printing("fmt.", "Fprint Fprintf Fprintln", "stops panics of the methods that it prints with", If{0, Writer}),
	total("io.", "WriteString", "writes what is in memory", If{0, Writer}),
	pure("fmt.", "Sprint Sprintf Sprintln Errorf Append Appendf Appendln", "stops panics of the methods that it prints with"),
	printing("log.", "Print Printf Println", "prints with fmt"),
	pure("log.", "Flags Prefix", "reads a setting"),
	alike(CannotPanic|Pure|Makes, "log.", "Default", "returns the default logger"),
	printing("(*log.Logger).", "Print Printf Println", "prints with fmt", If{Receiver, Logger}),
	total("log.", "SetFlags SetPrefix", "changes a setting"),
	making("log.", "New", "keeps a writer"),
	printing("log.", "Fatal Fatalf Fatalln", "prints with fmt and ends the process"),
	printing("log/slog.", "Debug Info Warn Error DebugContext InfoContext WarnContext ErrorContext Log LogAttrs",
		"stops panics of the methods that it prints with"),
	pure("log/slog.", "Any Bool Duration Float64 Group Int Int64 String Time Uint64", "makes a value"),
	alike(CannotPanic|Pure|Makes, "log/slog.", "Default", "returns the default logger"),
	alike(CannotPanic|Prints|Makes, "log/slog.", "With", "makes a logger of the default one"),
	making("log/slog.", "New", "panics only on a nil handler", If{0, NotNil}),
	making("log/slog.", "NewTextHandler NewJSONHandler", "keeps a writer"),
	printing("(*log/slog.Logger).", "Debug Info Warn Error DebugContext InfoContext WarnContext ErrorContext Log LogAttrs",
		"stops panics of the methods that it prints with", If{Receiver, Logger}),
	alike(CannotPanic|Prints|Makes, "(*log/slog.Logger).", "With WithGroup", "makes a logger", If{Receiver, Logger}),
	pure("log/slog.", "AnyValue BoolValue DurationValue Float64Value GroupValue Int64Value IntValue StringValue TimeValue Uint64Value", "makes a value"),
	printing("(*log/slog.Logger).", "Enabled", "asks the handler", If{Receiver, Logger}),
}

var values = []group{
	pure("errors.", "New Join", "makes a value"),
	pure("errors.", "As", "panics only on a target that is no address of an error or interface; As and Unwrap of errors are taken not to panic", If{0, Calm}, If{1, ErrorTarget}),
	pure("errors.", "AsType", "As and Unwrap of errors are taken not to panic", If{0, Calm}),
	pure("errors.", "Unwrap", "Unwrap of errors is taken not to panic", If{0, Calm}),
	pure("errors.", "Is", "compares with an error that can be compared; Is and Unwrap of errors are taken not to panic", If{1, Sentinel}),
	total("(*sync.Map).", "Load LoadAndDelete LoadOrStore Store Swap Delete", "panics only on a key that cannot be hashed", If{0, Hashable}),
	total("(*sync.Map).", "CompareAndSwap CompareAndDelete", "panics only on what cannot be hashed or compared", If{0, Hashable}, If{1, Hashable}),
	total("(*sync.Map).", "Clear", "empties the map"),
	total("(*sync.Map).", "Range", callback),
	total("(*sync.Pool).", "Put", "keeps a value"),
	total("(*sync.Once).", "Do", callback),
	pure("sync.", "NewCond", "makes a value"),
	wrapping("sync.", "OnceFunc OnceValue OnceValues", "returns what calls its argument once"),
	wrapping("iter.", "Pull Pull2", "returns what goes on in the sequence that is its argument, and what ends that"),
}

var texts = []group{
	pure("(*bufio.Scanner).", "Text Bytes Err", "returns what the last Scan has found"),
	pure("strings.", `Clone Compare Contains ContainsAny ContainsRune Count Cut CutPrefix CutSuffix EqualFold Fields HasPrefix HasSuffix
		Index IndexAny IndexByte IndexRune Join LastIndex LastIndexAny LastIndexByte NewReader Replace ReplaceAll Split SplitAfter
		SplitAfterN SplitN Title ToLower ToTitle ToUpper ToValidUTF8 Trim TrimLeft TrimPrefix TrimRight TrimSpace TrimSuffix`,
		"total on strings"),
	sequence("strings.", "FieldsSeq Lines SplitAfterSeq SplitSeq"),
	making("strings.", "NewReplacer", "panics only on an odd number of arguments", If{0, Pairs}),
	total("(*strings.Replacer).", "Replace", "total on strings"),
	pure("strings.", "Repeat", "panics only on a negative count, and when memory runs out", If{1, NonNegative}),
	pure("strings.", "ContainsFunc FieldsFunc IndexFunc LastIndexFunc Map TrimFunc TrimLeftFunc TrimRightFunc", callback),
	total("(*strings.Builder).", "Cap Len Reset String Write WriteByte WriteRune WriteString", "panics only on a copy of a builder in use"),
	total("(*strings.Builder).", "Grow", "panics only on a negative size", If{0, NonNegative}),
	pure("bytes.", `Clone Compare Contains ContainsAny ContainsRune Count Cut CutPrefix CutSuffix Equal EqualFold Fields HasPrefix HasSuffix
		Index IndexAny IndexByte IndexRune Join LastIndex LastIndexAny LastIndexByte NewBuffer NewBufferString NewReader Replace
		ReplaceAll Runes Split SplitAfter SplitAfterN SplitN Title ToLower ToTitle ToUpper ToValidUTF8 Trim TrimLeft TrimPrefix
		TrimRight TrimSpace TrimSuffix`, "total on slices of bytes"),
	pure("bytes.", "ContainsFunc FieldsFunc IndexFunc LastIndexFunc Map TrimFunc TrimLeftFunc TrimRightFunc", callback),
	pure("bytes.", "Repeat", "panics only on a negative count, and when memory runs out", If{1, NonNegative}),
	sequence("bytes.", "FieldsSeq Lines SplitAfterSeq SplitSeq"),
	total("(*bytes.Buffer).", `Available Bytes Cap Len Read ReadByte ReadBytes ReadRune ReadString Reset String UnreadByte UnreadRune
		Write WriteByte WriteRune WriteString`, "panics only when memory runs out"),
	total("(*bytes.Buffer).", "Grow Next", "panics only on a negative number", If{0, NonNegative}),
	total("(*bytes.Reader).", "Len Read ReadAt ReadByte ReadRune Reset Seek Size UnreadByte UnreadRune", "reads what is in memory"),
	total("(*strings.Reader).", "Len Read ReadAt ReadByte ReadRune Reset Seek Size UnreadByte UnreadRune", "reads what is in memory"),
	pure("strconv.", `AppendBool AppendQuote AppendQuoteRune AppendQuoteRuneToASCII AppendQuoteRuneToGraphic AppendQuoteToASCII AppendQuoteToGraphic Atoi CanBackquote FormatBool IsGraphic IsPrint Itoa ParseBool ParseFloat
		ParseInt ParseUint Quote QuoteRune QuoteRuneToASCII QuoteRuneToGraphic QuoteToASCII QuoteToGraphic QuotedPrefix Unquote UnquoteChar`, "total; what is malformed is an error"),
	pure("strconv.", "FormatInt FormatUint", "panics only on a base that is not from 2 to 36", If{1, Base}),
	pure("strconv.", "AppendInt AppendUint", "panics only on a base that is not from 2 to 36", If{2, Base}),
	pure("strconv.", "FormatFloat", "panics only on a bit size that is not 32 or 64", If{3, BitSize}),
	pure("strconv.", "AppendFloat", "panics only on a bit size that is not 32 or 64", If{4, BitSize}),
	pure("unicode.", `IsControl IsDigit IsGraphic IsLetter IsLower IsMark IsNumber IsPrint IsPunct IsSpace IsSymbol IsTitle IsUpper
		SimpleFold To ToLower ToTitle ToUpper`, "total on runes"),
	pure("unicode.", "Is", "panics only on a nil table", If{0, Theirs}),
	pure("unicode.", "In", "panics only on a nil table", If{1, Theirs}),
	pure("unicode/utf8.", `AppendRune DecodeLastRune DecodeLastRuneInString DecodeRune DecodeRuneInString FullRune FullRuneInString
		RuneCount RuneCountInString RuneLen RuneStart Valid ValidRune ValidString`, "total on text"),
	pure("path.", "Base Clean Dir Ext IsAbs Join Match Split", "total on strings"),
	pure("path/filepath.", "Base Clean Dir Ext FromSlash IsAbs IsLocal Join Match Rel Split SplitList ToSlash VolumeName", "total on strings"),
	making("regexp.", "MustCompile", "panics only on a pattern that does not compile", If{0, Pattern}),
	ofMade("(*regexp.Regexp).", `Find FindAll FindAllIndex FindAllString FindAllStringIndex FindAllStringSubmatch FindAllStringSubmatchIndex FindAllSubmatch
		FindAllSubmatchIndex FindIndex FindString FindStringIndex FindStringSubmatch FindStringSubmatchIndex FindSubmatch FindSubmatchIndex
		Match MatchString NumSubexp ReplaceAll ReplaceAllLiteral ReplaceAllLiteralString ReplaceAllString Split String SubexpNames`, "panics only on a nil pointer", If{Receiver, NotNil}),
	pure("regexp.", "QuoteMeta", "total on strings"),
	pure("regexp.", "Compile", "what does not compile is an error"),
	pure("net/http.", "CanonicalHeaderKey DetectContentType StatusText", "total on strings, bytes and numbers"),
	pure("(net.IP).", "IsGlobalUnicast IsLinkLocalMulticast IsLinkLocalUnicast IsLoopback IsMulticast IsPrivate MarshalText String", "total on slices of bytes"),
	pure("mime.", "TypeByExtension", "total on strings"),
	pure("net.", "JoinHostPort ParseCIDR ParseIP ParseMAC SplitHostPort", "total; what is malformed is an error"),
	total("(net/http.Header).", "Clone Del Get Values", "total on maps"),
	total("(net/http.Header).", "Add Set", "panics only on a nil map", If{Receiver, NotNil}),
	total("(net/url.Values).", "Del Encode Get Has", "total on maps"),
	total("(net/url.Values).", "Add Set", "panics only on a nil map", If{Receiver, NotNil}),
	pure("net/url.", "PathEscape PathUnescape QueryEscape QueryUnescape", "total on strings"),
	pure("net/url.", "JoinPath Parse ParseQuery ParseRequestURI", "total; what is malformed is an error"),
}

// Functions that package crypto forbids where GODEBUG=fips140=only is set, such as md5.Sum and sha1.Sum, panic there.
var encodings = slices.Concat(byteOrder("bigEndian"), byteOrder("littleEndian"), []group{
	pure("encoding/binary.", "AppendUvarint AppendVarint Uvarint Varint", "total on slices of bytes"),
	pure("encoding/hex.", "AppendDecode AppendEncode DecodeString DecodedLen Dump EncodeToString EncodedLen", "total; what is malformed is an error"),
	pure("(*encoding/base64.Encoding).", "AppendDecode AppendEncode DecodeString DecodedLen EncodeToString EncodedLen", "total; what is malformed is an error"),
	total("encoding/json.", "Marshal MarshalIndent", "calls no method of a type that has none; what cannot be encoded is an error", If{0, Encodable}),
	pure("encoding/json.", "Valid", "scans bytes, of which it limits the depth"),
	pure("crypto/sha256.", "Sum224 Sum256", "total on slices of bytes"),
	pure("crypto/sha512.", "Sum384 Sum512 Sum512_224 Sum512_256", "total on slices of bytes"),
	pure("crypto/subtle.", "ConstantTimeCompare", "total on slices of bytes"),
	pure("crypto/hmac.", "Equal", "total on slices of bytes"),
	pure("hash/crc32.", "ChecksumIEEE", "total on slices of bytes"),
	pure("hash/adler32.", "Checksum", "total on slices of bytes"),
	pure("html.", "EscapeString UnescapeString", "total on strings"),
	pure("unicode/utf16.", "AppendRune Decode DecodeRune Encode EncodeRune IsSurrogate RuneLen", "total on runes"),
	pure("reflect.", "DeepEqual", "compares by kind, and calls no method"),
})

// byteOrder is what a byte order of encoding/binary has.
func byteOrder(name string) []group {
	prefix, why := "(encoding/binary."+name+").", "panics only on a slice that is too short"
	return []group{
		pure(prefix, "Uint16", why, If{0, Bytes2}),
		pure(prefix, "Uint32", why, If{0, Bytes4}),
		pure(prefix, "Uint64", why, If{0, Bytes8}),
		total(prefix, "PutUint16", why, If{0, Bytes2}),
		total(prefix, "PutUint32", why, If{0, Bytes4}),
		total(prefix, "PutUint64", why, If{0, Bytes8}),
		pure(prefix, "AppendUint16 AppendUint32 AppendUint64", "appends to a slice"),
	}
}

var numbers = []group{
	pure("math.", `Abs Acos Acosh Asin Asinh Atan Atan2 Atanh Cbrt Ceil Copysign Cos Cosh Dim Erf Erfc Erfcinv Erfinv Exp Exp2 Expm1 FMA
		Float32bits Float32frombits Float64bits Float64frombits Floor Frexp Gamma Hypot Ilogb Inf IsInf IsNaN J0 J1 Jn Ldexp Lgamma
		Log Log10 Log1p Log2 Logb Max Min Mod Modf NaN Nextafter Nextafter32 Pow Pow10 Remainder Round RoundToEven Signbit Sin
		Sincos Sinh Sqrt Tan Tanh Trunc Y0 Y1 Yn`, "total on numbers"),
	pure("math/bits.", `Add Add32 Add64 LeadingZeros LeadingZeros8 LeadingZeros16 LeadingZeros32 LeadingZeros64 Len Len8 Len16 Len32 Len64 Mul Mul32 Mul64 OnesCount
		OnesCount8 OnesCount16 OnesCount32 OnesCount64 Reverse Reverse8 Reverse16 Reverse32 Reverse64 ReverseBytes
		ReverseBytes16 ReverseBytes32 ReverseBytes64 RotateLeft RotateLeft8 RotateLeft16 RotateLeft32 RotateLeft64 Sub Sub32 Sub64 TrailingZeros TrailingZeros8 TrailingZeros16 TrailingZeros32 TrailingZeros64`,
		"total on numbers"),
	total("math/rand.", "ExpFloat64 Float32 Float64 Int Int31 Int63 NormFloat64 Seed Uint32 Uint64", "draws a number"),
	total("math/rand.", "Int31n Int63n Intn", "panics only if the bound is not positive", If{0, Positive}),
	total("math/rand.", "Perm Shuffle", "panics only if the number is negative", If{0, NonNegative}),
	total("math/rand/v2.", "ExpFloat64 Float32 Float64 Int Int32 Int64 NormFloat64 Uint Uint32 Uint64", "draws a number"),
	total("math/rand/v2.", "Int32N Int64N IntN N Uint32N Uint64N UintN", "panics only if the bound is not positive", If{0, Positive}),
	total("math/rand/v2.", "Perm Shuffle", "panics only if the number is negative", If{0, NonNegative}),
}

var collections = []group{
	total("slices.", "Reverse Sort", "total on slices"),
	pure("slices.", "BinarySearch Clip Clone Compare IsSorted", "total on slices"),
	pure("slices.", "Grow", "panics only on a negative number, and when memory runs out", If{1, NonNegative}),
	pure("slices.", "Repeat", "panics only on a negative count, and when memory runs out", If{1, NonNegative}),
	pure("slices.", "Contains Equal Index", "panics only on elements that cannot be compared", If{0, PlainElems}),
	total("slices.", "Compact", "panics only on elements that cannot be compared", If{0, PlainElems}),
	total("slices.", "AppendSeq", "panics only if the sequence does", If{1, Sequence}),
	pure("slices.", "SortedFunc SortedStableFunc", callback, If{0, Sequence}),
	alike(CannotPanic|Pure|Stops, "slices.", "Chunk", "panics only if the size is not positive", If{1, Positive}),
	pure("slices.", "Concat", "panics only when memory runs out"),
	total("slices.", "SortFunc SortStableFunc DeleteFunc CompactFunc", callback),
	pure("slices.", "BinarySearchFunc CompareFunc ContainsFunc EqualFunc IndexFunc IsSortedFunc", callback),
	pure("slices.", "Max Min", "panics only on an empty slice", If{0, NotEmpty}),
	pure("slices.", "MaxFunc MinFunc", callback+", if there is an element", If{0, NotEmpty}),
	total("slices.", "Delete Insert Replace", "panics only on indexes that are out of bounds", If{0, Bounds}),
	sequence("slices.", "All Backward Values"),
	pure("slices.", "Collect Sorted", "panics only if the sequence does", If{0, Sequence}),
	sequence("maps.", "All Keys Values"),
	pure("maps.", "Clone", "total on maps"),
	pure("maps.", "Equal", "panics only on elements that cannot be compared", If{0, PlainElems}),
	pure("maps.", "EqualFunc", callback),
	pure("maps.", "Collect", "panics only if the sequence does", If{0, Sequence}),
	total("maps.", "Copy", "panics only on a nil map", If{0, NotNil}),
	total("maps.", "Insert", "panics only on a nil map, and if the sequence does", If{0, NotNil}, If{1, Sequence}),
	total("maps.", "DeleteFunc", callback),
	total("sort.", "Float64s Ints Strings", "total on slices"),
	pure("sort.", "Float64sAreSorted IntsAreSorted StringsAreSorted", "total on slices"),
	total("sort.", "Sort Stable", "calls the methods of a slice of package sort", If{0, Basic}),
	pure("sort.", "IsSorted", "calls the methods of a slice of package sort", If{0, Basic}),
	alike(CannotPanic|Pure|Makes, "sort.", "Reverse", "keeps its argument"),
	pure("sort.", "SearchFloat64s SearchInts SearchStrings", "total on slices"),
	pure("sort.", "Find Search", callback),
	total("sort.", "Slice SliceStable", callback+" on a slice", If{0, Slice}),
	pure("sort.", "SliceIsSorted", callback+" on a slice", If{0, Slice}),
	pure("cmp.", "Compare Less", "total on what is ordered"),
	pure("cmp.", "Or", "compares with zero values only"),
}

var process = []group{
	total("runtime.", "GC Gosched KeepAlive LockOSThread NumCPU NumGoroutine Stack UnlockOSThread", "asks the runtime"),
	total("runtime.", "Goexit", "ends the goroutine, which is no panic"),
	total("runtime.", "GOMAXPROCS", "asks the runtime", If{0, NonNegative}),
	pure("runtime.", "Version", "returns a constant"),
	total("runtime.", "ReadMemStats", "panics only on a nil pointer", If{0, NotNil}),
	total("runtime/debug.", "FreeOSMemory PrintStack Stack", "asks the runtime"),
	ofMade("(*io.PipeWriter).", "Close CloseWithError", "a pipe can be closed any number of times"),
	total("(*os.File).", "Close Read Stat Sync Write WriteString", "a nil file answers with an error"),
	total("os.", "Environ Executable Getegid Getenv Geteuid Getgid Getpagesize Getpid Getppid Getuid Getwd Hostname LookupEnv TempDir", "asks the system"),
	total("os.", "Clearenv Setenv Unsetenv", "changes the environment; what is malformed is an error"),
	pure("os.", "ExpandEnv", "total on strings"),
	total("syscall.", "Getegid Getenv Geteuid Getgid Getpagesize Getpid Getppid Getuid", "asks the system"),
	pure("(syscall.Signal).", "String", "total on numbers"),
	total("runtime.", "Caller", "asks the runtime"),
	total("runtime/debug.", "ReadBuildInfo SetGCPercent SetMemoryLimit", "asks the runtime, or changes a setting"),
	pure("os.", "IsExist IsNotExist IsPermission", "compares with an error of package os"),
	making("math/big.", "NewInt", "makes a number"),
}

// AnswersNil reports whether fn, a method of the standard library, is one of those few that do not panic on a nil pointer.
func AnswersNil(fn *types.Func) bool {
	if answersNil[fn.Pkg().Path()] {
		return true
	}
	ptr, ok := types.Unalias(fn.Signature().Recv().Type()).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && answersNil[fn.Pkg().Path()+"."+named.Obj().Name()]
}

// answersNil names their packages and types.
var answersNil = map[string]bool{
	"go/ast":        true, // nothing is at no position
	"math/big":      true, // "<nil>"
	"os":            true, // ErrInvalid
	"time.Location": true, // UTC
}
