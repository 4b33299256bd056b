package main

// Which deferred functions stop a panic.

type Cases struct{}

var last any

func note(v any) { last = v }

func boom() { panic("boom") }

func rescue() { note(recover()) }

func wrapper() { rescue() }

func rescueAs[T any](T) { note(recover()) }

func factory() func() { return func() { note(recover()) } }

func safely(f func()) {
	defer rescue()
	f()
}

type guard struct{ n int }

func (g *guard) rescue()    { note(recover()) }
func (g guard) rescueCopy() { note(recover()) }

type embeds struct{ guard }

type embedsPointer struct{ *guard }

type deep struct{ embedsPointer }

type box[T any] struct{ v T }

func (b *box[T]) rescue() { note(recover()) }

type handler func()

func (h handler) call() { h() }

func (Cases) Bare()      { go boom() }
func (Cases) BareInner() { go func() { boom() }() }

func (Cases) Literal() {
	go func() {
		defer func() { _ = recover() }()
		boom()
	}()
}

func (Cases) Parenthesised() {
	go func() {
		defer (func() { _ = (recover)() })()
		boom()
	}()
}

func (Cases) RecoverItself() {
	go func() {
		defer recover()
		boom()
	}()
}

func (Cases) DeferRecoverInDeferred() {
	go func() {
		defer func() {
			defer func() { _ = recover() }()
		}()
		boom()
	}()
}

func (Cases) Argument() {
	go func() {
		defer note(recover())
		boom()
	}()
}

func (Cases) ArgumentInside() {
	go func() {
		defer func() { note(recover()) }()
		boom()
	}()
}

func (Cases) ArgumentOfLiteral() {
	go func() {
		defer func(any) {}(recover())
		boom()
	}()
}

func (Cases) Helper() {
	go func() {
		defer rescue()
		boom()
	}()
}

func (Cases) TooDeep() {
	go func() {
		defer wrapper()
		boom()
	}()
}

func (Cases) CalledInDeferred() {
	go func() {
		defer func() { rescue() }()
		boom()
	}()
}

func (Cases) LiteralInDeferred() {
	go func() {
		defer func() {
			func() { _ = recover() }()
		}()
		boom()
	}()
}

func (Cases) GoInDeferred() {
	go func() {
		defer func() {
			go rescue()
		}()
		boom()
	}()
}

func (Cases) NotDeferred() {
	go func() {
		rescue()
		boom()
	}()
}

func (Cases) InBody() {
	go func() {
		_ = recover()
		boom()
	}()
}

func (Cases) Shadowed() {
	recover := func() any { return nil }
	go func() {
		defer func() { _ = recover() }()
		boom()
	}()
}

func (Cases) Variable() {
	f := func() { _ = recover() }
	go func() {
		defer f()
		boom()
	}()
}

func (Cases) Converted() {
	go func() {
		defer (func())(rescue)()
		boom()
	}()
}

func (Cases) NamedType() {
	go func() {
		defer handler(rescue)()
		boom()
	}()
}

func (Cases) MethodOfFuncType() { // one call too deep
	go func() {
		defer handler(rescue).call()
		boom()
	}()
}

func (Cases) Method() {
	g := new(guard)
	go func() {
		defer g.rescue()
		boom()
	}()
}

func (Cases) ValueMethod() {
	g := new(guard)
	go func() {
		defer g.rescueCopy()
		boom()
	}()
}

func (Cases) MethodValue() {
	g := new(guard)
	go func() {
		f := g.rescue
		defer f()
		boom()
	}()
}

func (Cases) MethodExpression() {
	go func() {
		defer (*guard).rescue(new(guard))
		boom()
	}()
}

func (Cases) ValueMethodByPointerExpression() {
	go func() {
		defer (*guard).rescueCopy(new(guard))
		boom()
	}()
}

func (Cases) Promoted() {
	var e embeds
	go func() {
		defer e.rescue()
		boom()
	}()
}

func (Cases) PromotedByPointer() {
	e := deep{embedsPointer{new(guard)}}
	go func() {
		defer e.rescue()
		boom()
	}()
}

func (Cases) PromotedValue() {
	e := deep{embedsPointer{new(guard)}}
	go func() {
		defer e.rescueCopy()
		boom()
	}()
}

func (Cases) Generic() {
	go func() {
		defer rescueAs("x")
		boom()
	}()
}

func (Cases) GenericValue() {
	go func() {
		f := rescueAs[int]
		defer f(1)
		boom()
	}()
}

func (Cases) GenericMethod() {
	go func() {
		defer new(box[string]).rescue()
		boom()
	}()
}

func (Cases) Factory() {
	go func() {
		defer factory()()
		boom()
	}()
}

func (Cases) FactoryDropped() {
	go func() {
		defer factory()
		boom()
	}()
}

func (Cases) Child() {
	defer rescue()
	go boom()
}

func (Cases) GuardedParent() {
	go func() {
		defer rescue()
		go boom()
	}()
}

// In time.

func (Cases) Late() {
	go func() {
		boom()
		defer rescue()
	}()
}

func (Cases) LateOperand() {
	go func() {
		defer func(int) { _ = recover() }(list[n])
	}()
}

func (Cases) BranchNotTaken() {
	go func() {
		if n > 100 {
			defer rescue()
		}
		boom()
	}()
}

func (Cases) Block() {
	go func() {
		{
			defer rescue()
		}
		boom()
	}()
}

func (Cases) InnerFunction() {
	go func() {
		func() { defer rescue() }()
		boom()
	}()
}

func (Cases) DeferredAfter() {
	go func() {
		defer rescue()
		defer boom()
	}()
}

func (Cases) DeferPanic() {
	go func() {
		defer panic("deferred")
	}()
}

func (Cases) DeferPanicGuarded() {
	go func() {
		defer rescue()
		defer panic("deferred")
	}()
}

// For good.

// trusted: somebody has decided to hand all panics on
func (Cases) Rethrow() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				panic(r)
			}
		}()
		boom()
	}()
}

func (Cases) RethrowCaught() {
	go func() {
		defer rescue()
		defer func() { panic(recover()) }()
		boom()
	}()
}

func (Cases) CaughtFirst() {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				panic(r)
			}
		}()
		defer rescue()
		boom()
	}()
}

func (Cases) Filtered() {
	go func() {
		defer func() {
			if r := recover(); r != "something else" {
				panic(r)
			}
		}()
		boom()
	}()
}

func (Cases) OnlySometimes() {
	go func() {
		defer func() {
			if n > 100 {
				_ = recover()
			}
		}()
		boom()
	}()
}

func (Cases) ShortCircuit() {
	go func() {
		defer func() {
			if n > 100 && recover() != nil {
				note("never")
			}
		}()
		boom()
	}()
}

func (Cases) ShortCircuitOr() {
	go func() {
		defer func() {
			if n < 100 || recover() != nil {
				note("left")
			}
		}()
		boom()
	}()
}

func (Cases) BothBranches() {
	go func() {
		defer func() {
			if n > 100 {
				note(recover())
			} else {
				_ = recover()
			}
		}()
		boom()
	}()
}

func (Cases) EarlyReturn() {
	go func() {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			note(r)
		}()
		boom()
	}()
}

func (Cases) ReturnsFirst() {
	go func() {
		defer func() {
			if n < 100 {
				return
			}
			_ = recover()
		}()
		boom()
	}()
}

// By parts.

func (Cases) Wrapped()      { go safely(boom) }
func (Cases) WrappedInner() { go func() { safely(boom) }() }

func (Cases) WrappedTwice() {
	go func() {
		for range 2 {
			safely(func() { boom() })
		}
	}()
}

func (Cases) Outside() {
	go func() {
		safely(boom)
		boom()
	}()
}

func (Cases) OutsideArgument() {
	go func() {
		safely(funcs[n])
	}()
}

func (Cases) Immediate() {
	go func() {
		func() {
			defer rescue()
			boom()
		}()
	}()
}

func (Cases) NilFunction() {
	var f func()
	go func() { f() }()
}

func (Cases) Started() {
	go func() {
		safely(func() { go boom() })
	}()
}
