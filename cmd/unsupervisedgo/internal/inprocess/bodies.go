package inprocess

import "bytes"

// withoutBodies returns Go source in which the body of each function that is
// declared is empty, but for its line ends: what follows stays on its line.
//
// To others, a package is what it declares, and most of its text is bodies: to
// find where they end takes a fraction of the time that it takes to parse them.
// Of source that is no Go, the result may be anything; nothing panics.
func withoutBodies(src []byte) []byte {
	s := &skimmer{src: src}
	out := make([]byte, 0, len(src)/2)
	kept := 0 // src up to here is in out, or left out
	for s.at < len(src) {
		start := s.atDecl()
		word := s.next()
		if s.depth > 0 || !start || string(word) != "func" {
			continue
		}
		if !s.skipToBody() {
			continue
		}
		from := s.at // behind the opening brace
		s.skipBlock()
		if s.at >= len(src) && s.last != '}' {
			break // it does not end
		}
		out = append(out, src[kept:from]...)
		kept = s.at - 1
		out = append(out, bytes.Repeat([]byte{'\n'}, bytes.Count(src[from:kept], []byte{'\n'}))...)
	}
	return append(out, src[kept:]...)
}

// A skimmer reads tokens, as far as it must tell them apart: words, literals,
// and single characters.
type skimmer struct {
	src   []byte
	at    int
	depth int  // of parentheses, brackets and braces
	last  byte // the last byte of the last token; 0 at the beginning of the file
	line  bool // a line has ended since the last token
}

// atDecl reports whether a declaration can begin with the next token: the
// last one was a semicolon, or one behind which the end of its line stands for
// a semicolon (https://go.dev/ref/spec#Semicolons).
func (s *skimmer) atDecl() bool {
	s.space()
	return s.last == 0 || s.last == ';' || s.line && endsLine(s.last)
}

func endsLine(c byte) bool { return isWord(c) || bytes.IndexByte([]byte(")]}\"`'"), c) >= 0 }

func isWord(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

// space skips white space and comments.
func (s *skimmer) space() {
	for s.at < len(s.src) {
		switch c := s.src[s.at]; {
		case c == '\n':
			s.line = true
			s.at++
		case c == ' ' || c == '\t' || c == '\r':
			s.at++
		case bytes.HasPrefix(s.src[s.at:], []byte("//")):
			s.to("\n")
		case bytes.HasPrefix(s.src[s.at:], []byte("/*")):
			from := s.at
			s.at += 2
			s.to("*/")
			s.at = min(s.at+2, len(s.src))
			s.line = s.line || bytes.IndexByte(s.src[from:s.at], '\n') >= 0
		case s.at == 0 && bytes.HasPrefix(s.src, []byte("\ufeff")):
			s.at = 3
		default:
			return
		}
	}
}

// to moves to the next occurrence of end, or to the end of the file.
func (s *skimmer) to(end string) {
	if i := bytes.Index(s.src[s.at:], []byte(end)); i >= 0 {
		s.at += i
	} else {
		s.at = len(s.src)
	}
}

// next reads a token, and returns it if it is a word.
func (s *skimmer) next() (word []byte) {
	s.space()
	s.line = false
	if s.at >= len(s.src) {
		return nil
	}
	from := s.at
	c := s.src[from]
	s.at++
	s.last = c
	switch {
	case isWord(c):
		for s.at < len(s.src) && isWord(s.src[s.at]) {
			s.at++
		}
		return s.src[from:s.at]
	case c == '`':
		s.to("`")
		s.at = min(s.at+1, len(s.src))
	case c == '"' || c == '\'':
		for s.at < len(s.src) && s.src[s.at] != c && s.src[s.at] != '\n' {
			if s.src[s.at] == '\\' {
				s.at++
			}
			s.at++
		}
		s.at = min(s.at+1, len(s.src))
	case c == '(' || c == '[' || c == '{':
		s.depth++
	case c == ')' || c == ']' || c == '}':
		s.depth--
	}
	return nil
}

// skipToBody moves behind the brace that begins the body of a function whose
// func was read, and reports whether it has a body.
func (s *skimmer) skipToBody() bool {
	outside := s.depth
	var word []byte // the last token, if it is one
	for {
		s.space()
		if s.at >= len(s.src) || s.depth == outside && (s.line && endsLine(s.last) || s.src[s.at] == ';') {
			return false
		}
		body := s.depth == outside && s.src[s.at] == '{' && string(word) != "struct" && string(word) != "interface"
		word = s.next()
		if body {
			return true
		}
	}
}

// skipBlock moves behind the brace that ends the block whose beginning was read.
func (s *skimmer) skipBlock() {
	for inside := s.depth; s.depth >= inside && s.at < len(s.src); {
		s.next()
	}
}
