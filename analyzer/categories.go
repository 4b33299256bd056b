package analyzer

// The categories of findings: the anchors in docs/rules.md, the category in
// JSON, the rule ids in SARIF.
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
