package fix

import "strconv"

// byTheirs returns the qualifier of a package of the module that supervises services as the runtime
// package does, if the plan needs no more than that and the file uses it already: a service beside
// theirs is one of theirs. A task needs the runtime package: theirs would run it again.
func (s *site) byTheirs(plan *Plan) (qualifier string, ok bool) {
	if _, calls := plan.Form.(errorLiteral); calls || !plan.Run.Restart || len(plan.Run.Options) > 0 || !s.imp.hasContext {
		return "", false
	}
	for _, spec := range s.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		name := s.Info.PkgNameOf(spec)
		if err != nil || name == nil || path == s.runtime || !s.HasSupervisor(name.Imported()) {
			continue
		}
		if q, visible := s.qualifier(s.file, path); visible {
			return q, true
		}
	}
	return "", false
}
