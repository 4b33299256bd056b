package known

// concurrency has what goroutines wait for, signal with and are started by.
var concurrency = []Func{
	{Name: "(*sync.WaitGroup).Wait", Props: CannotPanic | Waits, Why: "waits for a counter"},
	{Name: "(*sync.WaitGroup).Done", Props: CannotPanic | Signals, Why: "panics only if it is called once too often"},
	{Name: "(*sync.WaitGroup).Add", Props: CannotPanic, Why: "panics only if the counter falls below zero"},
	{Name: "(*sync.WaitGroup).Go", Props: CannotPanic, Launches: []int{0}, Why: "runs its argument on a new goroutine"},
	{Name: "(*sync.Mutex).Lock", Props: CannotPanic | Locks, Why: "waits for a lock"},
	{Name: "(*sync.Mutex).TryLock", Props: CannotPanic, Why: "takes a lock or not"},
	{Name: "(*sync.Mutex).Unlock", Props: CannotPanic | Signals | Unlocks, Why: "an unlock too many is fatal, which no recover stops"},
	{Name: "(*sync.RWMutex).Lock", Props: CannotPanic | Locks, Why: "waits for a lock"},
	{Name: "(*sync.RWMutex).Unlock", Props: CannotPanic | Signals | Unlocks, Why: "an unlock too many is fatal, which no recover stops"},
	{Name: "(*sync.RWMutex).RLock", Props: CannotPanic | RLocks, Why: "waits for a lock"},
	{Name: "(*sync.RWMutex).RUnlock", Props: CannotPanic | Signals | RUnlocks, Why: "an unlock too many is fatal, which no recover stops"},
	{Name: "(sync.Locker).Lock", Props: Locks, Why: "waits for a lock"},
	{Name: "(sync.Locker).Unlock", Props: Unlocks, Why: "releases a lock"},
	{Name: "(*sync.Cond).Wait", Props: CannotPanic | OfMade | Waits, Why: "waits for a broadcast"},
	{Name: "(*sync.Cond).Signal", Props: CannotPanic | Signals, Why: "wakes who waits"},
	{Name: "(*sync.Cond).Broadcast", Props: CannotPanic | Signals, Why: "wakes who waits"},

	{Name: "time.Sleep", Props: CannotPanic | Waits, Why: "waits; any duration will do"},
	{Name: "time.AfterFunc", Props: CannotPanic | Makes, Launches: []int{1}, Why: "runs its argument on a new goroutine"},
	{Name: "(*time.Timer).Stop", Props: CannotPanic | OfMade | Signals | Idempotent, Why: "a timer that was made can be stopped at any time"},
	{Name: "(*time.Ticker).Stop", Props: CannotPanic | Signals | Idempotent, Why: "a ticker that was made can be stopped at any time"},

	{Name: "(context.Context).Done", Props: CannotPanic, Why: "returns a channel"},
	{Name: "(context.Context).Err", Props: CannotPanic | Asks, Why: "returns an error"},
	{Name: "context.AfterFunc", Props: CannotPanic | Stops, Launches: []int{1}, If: []If{{0, Context}}, Why: "runs its argument on a new goroutine"},

	{Name: "(*golang.org/x/sync/errgroup.Group).Go", Launches: []int{0}, Why: "runs its argument on a new goroutine"},
	{Name: "(*golang.org/x/sync/errgroup.Group).TryGo", Launches: []int{0}, Why: "runs its argument on a new goroutine"},

	{Name: "runtime.SetFinalizer", Launches: []int{1}, Why: "runs its argument on the goroutine of finalizers"},
	{Name: "runtime.AddCleanup", Launches: []int{1}, Why: "runs its argument on the goroutine of cleanups"},
	{Name: "(*net/http.Server).RegisterOnShutdown", Launches: []int{0}, Why: "runs its argument on a new goroutine when the server stops"},

	{Name: "os.Exit", Props: CannotPanic | Exits, Why: "ends the process"},
	{Name: "syscall.Exit", Props: CannotPanic | Exits, Why: "ends the process"},
}
