package analyzer

// The names of the categories of findings: the anchors in docs/rules.md, the category
// in JSON, the rule ids in SARIF.
const (
	BareGo             = "bare-go"
	IneffectiveRecover = "ineffective-recover"
	LateRecover        = "late-recover"
	PartialRecover     = "partial-recover"
	DeliberateCrash    = "deliberate-crash"
	Launcher           = "launcher"
	Directive          = "directive"
	DeadRecover        = "dead-recover"
	NoHeartbeat        = "no-heartbeat"
	UnknownName        = "unknown-name"
	HeldLock           = "held-lock"
	CrashList          = "crash-list"
)

// A Category is a kind of finding.
type Category struct {
	Name, Summary string
	Flag          string // without this flag of the analyzer it is not looked for; "": it always is
}

// Categories are all of them, in the order of docs/rules.md. What else is known of one,
// how to silence it and what to do about it, is told in its section there.
func Categories() []Category {
	return []Category{
		{BareGo, "A goroutine does not contain its panics: one ends the whole process.", ""},
		{IneffectiveRecover, "The goroutine calls recover where that has no effect: only the deferred function itself can recover.", ""},
		{LateRecover, "The recover is deferred after something that can panic.", ""},
		{PartialRecover, "The deferred function recovers, but hands some panics on.", ""},
		{DeliberateCrash, "The goroutine ends the process on a panic on purpose (only with -strict; never fixed).", "strict"},
		{Launcher, "A function that does not contain its panics is handed to one that runs it on a new goroutine.", ""},
		{Directive, "An //unsupervisedgo:ignore has no reason, silences nothing, or is misspelt.", ""},
		{DeadRecover, "A recover can never stop a panic, whatever runs it (only with -dead-recovers; never fixed).", "dead-recovers"},
		{NoHeartbeat, "A supervised service never beats, so that a pass that hangs looks like one that runs (only with -heartbeats).", "heartbeats"},
		{UnknownName, "A name is expected or beaten that nothing is supervised as, or a service is that no probe expects (only with -heartbeats).", "heartbeats"},
		{HeldLock, "A panic leaves a lock locked, which stands in the way of a fix (only with -locks).", "locks"},
		{CrashList, "CrashIn lacks a function that holds a lock, or names one in which nothing is owed.", ""},
	}
}

// categoryNames are the names of the categories.
func categoryNames() []string {
	var names []string
	for _, c := range Categories() {
		names = append(names, c.Name)
	}
	return names
}
