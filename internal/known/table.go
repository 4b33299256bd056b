package known

// concurrency has what goroutines wait for, signal with and are started by.
var concurrency = []group{
	{"(*sync.WaitGroup).", "Wait", Func{Props: CannotPanic | Waits, Why: "waits for a counter"}},
	{"(*sync.WaitGroup).", "Done", Func{Props: CannotPanic | Signals, Why: "panics only if it is called once too often"}},
	{"(*sync.WaitGroup).", "Add", Func{Props: CannotPanic, Why: "panics only if the counter falls below zero"}},
	{"(*sync.WaitGroup).", "Go", Func{Props: CannotPanic, Launches: []int{0}, Why: "runs its argument on a new goroutine"}},
	{"(*sync.Mutex).", "Lock", Func{Props: CannotPanic | Locks, Why: "waits for a lock"}},
	{"(*sync.Mutex).", "TryLock", Func{Props: CannotPanic, Why: "takes a lock or not"}},
	{"(*sync.Mutex).", "Unlock", Func{Props: CannotPanic | Signals | Unlocks, Why: "an unlock too many is fatal, which no recover stops"}},
	{"(*sync.RWMutex).", "Lock", Func{Props: CannotPanic | Locks, Why: "waits for a lock"}},
	{"(*sync.RWMutex).", "Unlock", Func{Props: CannotPanic | Signals | Unlocks, Why: "an unlock too many is fatal, which no recover stops"}},
	{"(*sync.RWMutex).", "RLock", Func{Props: CannotPanic | RLocks, Why: "waits for a lock"}},
	{"(*sync.RWMutex).", "RUnlock", Func{Props: CannotPanic | Signals | RUnlocks, Why: "an unlock too many is fatal, which no recover stops"}},
	{"(sync.Locker).", "Lock", Func{Props: Locks, Why: "waits for a lock"}},
	{"(sync.Locker).", "Unlock", Func{Props: Unlocks, Why: "releases a lock"}},
	{"(*sync.Cond).", "Wait", Func{Props: CannotPanic | OfMade | Waits, Why: "waits for a broadcast"}},
	{"(*sync.Cond).", "Signal", Func{Props: CannotPanic | Signals, Why: "wakes who waits"}},
	{"(*sync.Cond).", "Broadcast", Func{Props: CannotPanic | Signals, Why: "wakes who waits"}},

	{"time.", "Sleep", Func{Props: CannotPanic | Waits, Why: "waits; any duration will do"}},
	{"time.", "AfterFunc", Func{Props: CannotPanic | Makes, Launches: []int{1}, Why: "runs its argument on a new goroutine"}},
	{"(*time.Timer).", "Stop", Func{Props: CannotPanic | OfMade | Signals | Idempotent, Why: "a timer that was made can be stopped at any time"}},
	{"(*time.Ticker).", "Stop", Func{Props: CannotPanic | Signals | Idempotent, Why: "a ticker that was made can be stopped at any time"}},

	{"(context.Context).", "Done", Func{Props: CannotPanic, Why: "returns a channel"}},
	{"(context.Context).", "Err", Func{Props: CannotPanic | Asks, Why: "returns an error"}},
	{"context.", "AfterFunc", Func{Props: CannotPanic | Stops, Launches: []int{1}, If: []If{{0, Context}}, Why: "runs its argument on a new goroutine"}},

	{"(*golang.org/x/sync/errgroup.Group).", "Go", Func{Launches: []int{0}, Why: "runs its argument on a new goroutine"}},
	{"(*golang.org/x/sync/errgroup.Group).", "Wait", Func{Props: CannotPanic | Waits, Why: "waits for what it has started, of which it may hand on a panic"}},
	{"(*golang.org/x/sync/errgroup.Group).", "TryGo", Func{Launches: []int{0}, Why: "runs its argument on a new goroutine"}},

	{"runtime.", "SetFinalizer", Func{Launches: []int{1}, Why: "runs its argument on the goroutine of finalizers"}},
	{"runtime.", "AddCleanup", Func{Launches: []int{1}, Why: "runs its argument on the goroutine of cleanups"}},
	{"(*net/http.Server).", "RegisterOnShutdown", Func{Launches: []int{0}, Why: "runs its argument on a new goroutine when the server stops"}},

	{"os.", "Exit", Func{Props: CannotPanic | Exits, Why: "ends the process"}},
	{"syscall.", "Exit", Func{Props: CannotPanic | Exits, Why: "ends the process"}},
}
