package analyzer

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/unsupervisedgo/unsupervisedgo/deadrecover"
)

// reportDeadRecovers reports the recovers of a file that cannot work, if they are
// asked for.
func (c *reporter) reportDeadRecovers(file *ast.File, directives directives) {
	if !c.opts.deadRecovers {
		c.spare(file, directives, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			return ok && c.Builtin(call) == "recover"
		})
		return
	}
	if c.dead == nil {
		c.dead = make(map[*ast.File][]deadrecover.Dead)
		for _, dead := range deadrecover.Find(c.Package) {
			f := c.File(dead.Node.Pos())
			c.dead[f] = append(c.dead[f], dead)
		}
	}
	for _, dead := range c.dead[file] {
		c.report(analysis.Diagnostic{Pos: dead.Node.Pos(), End: dead.Node.End(), Category: DeadRecover, Message: dead.Message, URL: "#" + DeadRecover}, directives, nil)
	}
}
