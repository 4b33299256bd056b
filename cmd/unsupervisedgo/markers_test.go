package main

import (
	"bytes"
	"fmt"
	"go/token"
	"os"
	"regexp"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
)

// markers returns an analyzer that reports what the comments of a file tell it
// to, so that a script can have whatever findings and fixes it is about:
//
//	//find:CATEGORY MESSAGE
//	//find:CATEGORY MESSAGE => OLD => NEW => OLD => NEW ...
//
// A fix replaces the first OLD after the comment or, if it is written ^OLD, in
// the file. "OLD|" is the empty string after OLD, "\n" a new line and
// "\t" a tab. It also makes the comment say //done, so that it is found no more. There are three
// more comments: //find:fail makes the analyzer fail, //done:slow makes it slow, and //find:hang has
// it say //done in the file and do nothing for a minute.
func markers() *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name: "unsupervisedgo",
		Doc:  "report what comments say",
		URL:  "https://example.com/rules",
	}
	strict := a.Flags.Bool("strict", false, "report //findstrict: comments, too")
	heartbeats := a.Flags.Bool("heartbeats", false, "report //findheartbeats: comments, too")
	a.Flags.Bool("tests", false, "it reports what test files say wherever the driver has them")
	a.Flags.String("runtime", "./internal/supervised", "the runtime")
	a.Run = func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			tok := pass.Fset.File(file.FileStart)
			src, err := pass.ReadFile(tok.Name())
			if err != nil {
				return nil, err
			}
			for _, group := range file.Comments {
				for _, c := range group.List {
					if strings.HasPrefix(c.Text, "//done:slow ") {
						time.Sleep(3 * time.Second)
					}
					m := marker.FindStringSubmatch(c.Text)
					if m == nil || m[1] == "strict" && !*strict || m[1] == "heartbeats" && !*heartbeats {
						continue
					}
					if m[2] == "fail" {
						return nil, fmt.Errorf("told to fail: %s", m[3])
					}
					if m[2] == "hang" {
						if err := os.WriteFile(tok.Name(), bytes.Replace(src, []byte("//find:hang"), []byte("//done:hang"), 1), 0o666); err != nil {
							return nil, err
						}
						time.Sleep(time.Minute)
					}
					parts := strings.Split(m[3], " => ")
					d := analysis.Diagnostic{Pos: c.Pos(), End: c.Pos() + 6, Category: m[2], Message: parts[0]}
					if len(parts) > 1 {
						fix := analysis.SuggestedFix{Message: "do as told", TextEdits: []analysis.TextEdit{
							{Pos: c.Pos(), End: c.Pos() + token.Pos(len("//find")), NewText: []byte("//done")},
						}}
						for i := 1; i < len(parts); i += 2 {
							fix.TextEdits = append(fix.TextEdits, markerEdit(tok, src, c.End(), parts[i], parts[i+1]))
						}
						d.SuggestedFixes = []analysis.SuggestedFix{fix}
					}
					pass.Report(d)
				}
			}
		}
		return nil, nil
	}
	return a
}

var marker = regexp.MustCompile(`^//find(strict|heartbeats)?:(\S+) (.*)$`)

func markerEdit(tok *token.File, src []byte, after token.Pos, old, new string) analysis.TextEdit {
	from := tok.Offset(after)
	if rest, ok := strings.CutPrefix(old, "^"); ok {
		from, old = 0, rest
	}
	old, insert := strings.CutSuffix(old, "|")
	start := from + bytes.Index(src[from:], []byte(old))
	end := start + len(old)
	if insert {
		start = end
	}
	return analysis.TextEdit{
		Pos:     tok.Pos(start),
		End:     tok.Pos(end),
		NewText: []byte(strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(new)),
	}
}
