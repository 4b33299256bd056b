package fix

import "strings"

func (f errorLiteral) print(p *printer) {
	results := "error"
	for _, name := range f.lit.Type.Results.List[0].Names { // at most one
		results = "(" + name.Name + " error)"
	}
	head := "\nreturn " + p.callHead() + "func(" + p.param() + ") " + results + " {"
	tail := "}" + p.options() + ")\n"
	if p.oneLine(f.lit) {
		head += "\n"
		tail = "\n" + tail
	}
	p.insert(f.lit.Body.Lbrace+1, head)
	p.insert(f.lit.Body.Rbrace, tail)
}

func (f launchedValue) print(p *printer) {
	entry := p.Entry()
	sig := "func(" + strings.Join(f.params, ", ") + ")"
	head, tail := sig+" {\n"+p.runHead()+p.funcHead()+"\n", "\n}"+p.runTail()+"\n}"
	if f.err {
		sig += " error"
		head = sig + " {\nreturn " + p.callHead() + "func(" + p.imp.context + "Context) error {\nreturn "
		tail = "\n}" + p.options() + ")\n}"
	}
	call := "(" + strings.Join(f.args, ", ") + ")" + tail
	if f.bound == "" {
		p.insert(entry.Pos(), head)
		p.insert(entry.End(), call)
		return
	}
	p.insert(entry.Pos(), "func() "+sig+" {\n"+f.bound+" := ")
	p.insert(entry.End(), "\nreturn "+head+f.bound+call+"\n}()")
}
