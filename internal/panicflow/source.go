package panicflow

import "github.com/unsupervisedgo/unsupervisedgo/internal/syntax"

// A source answers what the text of a package says, and its types. It holds no Judge: none of its
// methods can ask what is proved, or what another function does, so each may be called from
// everywhere, in the middle of any fixed point, and has the same answer there.
type source struct{ *syntax.Package }
