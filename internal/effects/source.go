package effects

import "github.com/unsupervisedgo/unsupervisedgo/internal/panicflow"

// A source answers what the text of a package says, and what becomes of panics there. It holds no Result: none of its methods
// can ask for an effect, so each may be called from everywhere, in the middle of any fixed point, and has the same answer there.
type source struct{ *panicflow.Judge }
