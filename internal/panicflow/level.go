package panicflow

// A Level says what becomes of a panic. Levels are ordered: where several
// guards or several paths meet, the higher guard and the lower path count.
type Level uint8

const (
	None    Level = iota // it ends the process
	Partial              // some panics are stopped, others are handed on
	Crash                // it is caught and handed on always, by the author's decision
	Unknown              // a deferred function that cannot be seen may stop it
	Full                 // it is stopped
)

func (l Level) String() string {
	return [...]string{"none", "partial", "crash", "unknown", "full"}[l]
}
