package panicflow

import (
	"go/ast"
	"go/types"

	"github.com/unsupervisedgo/unsupervisedgo/internal/fixpoint"
)

// What is found out about functions depends on what is found out about the
// functions that they call, through recursion too. Each such question is asked
// of one solver of package fixpoint.

// A question about a function of the package.
type question struct {
	kind   questionKind
	fn     ast.Node     // a FuncDecl or FuncLit
	v      *types.Var   // what the question is about, if it is not all of fn
	in     *types.Var   // the field of which v is one, for what is about parts
	start  Level        // the guard that is up where fn begins, for usesOfParam
	bound  bound        // what fn is handed, for levelOf
	result resultOfFunc // for what is about results
}

type questionKind uint8

const (
	levelOf        questionKind = iota // boundLevel: Level
	resultOf                           // resultLevel: Level
	usesOfParam                        // usesOf: use
	givenOf                            // nodeGiven: bool
	resultGivenOf                      // resultGiven: bool
	decoratorOf                        // decorates: bool
	guardOf                            // handling: outcome
	productOf                          // productRecovers: Level
	guardInVar                         // valueRecovers, of a variable: Level
	levelInVar                         // variableLevel: Level
	handsOnOf                          // handsOnAs: outcome
	endingOf                           // nodeEnding: ending
	harmOf                             // harmIn: harm
	idleOf                             // idle: outcome
	needsOf                            // nodeNeeds: paramSet
	silentOf                           // prints: bool
	madeOf                             // resultNotNil: bool
	setOf                              // alwaysSet, of a variable: bool
	usedOf                             // needs: bool
	resultsOf                          // results.of: bool
	spanOf                             // results.span: span
	resultNeedsOf                      // resultNeeds: paramSet
	textOf                             // errorTexts.returned: paramSet
	textIn                             // errorTexts.variable: paramSet
	surelySetOf                        // settings.surelySets: bool
	letsGoOf                           // channelFlow.letsGo: bool
	arrivesOf                          // settings.arrivesNil: bool
	originOf                           // trustsReceiver: bool
	adaptorOf                          // isAdaptor: bool
	calmOf                             // calmCancel, of a variable: bool
	nilAt                              // returnsNilAt: bool
	noneAt                             // givesNone: bool
	positiveOf                         // whether a field or parameter is always positive: bool
	partSetOf                          // isSetPart: bool
	partPositiveOf                     // isPositivePart: bool
	keptOf                             // results.keeps: bool
	madeHereOf                         // isMadeHere: bool
)

var (
	levelLattice = fixpoint.Of(Full, func(a, b Level) Level { return min(a, b) })
	useLattice   = fixpoint.Of(0, func(a, b use) use { return a | b })
	anyLattice   = fixpoint.Of(false, func(a, b bool) bool { return a || b })
	allLattice   = fixpoint.Of(true, func(a, b bool) bool { return a && b })
)
