package supervised

import "time"

// An Event is what [OnEvent] is told.
type Event struct {
	Kind    EventKind
	Name    string        // of the supervised goroutine
	Attempt int           // which run; the first is 1
	Err     error         // for EventRestarting and EventFailed: a *PanicError, or the error of [Run]
	Wait    time.Duration // for EventRestarting: until the next run; for EventStuck: since the last heartbeat
}

// An EventKind says what happened.
type EventKind string

const (
	EventStarted    EventKind = "started"    // a run begins
	EventRestarting EventKind = "restarting" // a run failed, and another will follow
	EventDone       EventKind = "done"       // supervision ended: the function returned, or was told to stop
	EventFailed     EventKind = "failed"     // supervision ended otherwise: a failure without a restart, a Goexit
	EventStuck      EventKind = "stuck"      // no heartbeat for as long as StaleAfter allows
	EventUnstuck    EventKind = "unstuck"    // a heartbeat after all
)
