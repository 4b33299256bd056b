package handed

import "handed/lib"

func panics(any) { boom() }

func farHook() {
	go func() { // want `ineffective-recover: recover in lib\.RescueWith does not help: boom\(\)`
		defer lib.RescueWith(func(any) { boom() })
		boom()
	}()
}

func farHookNamed() {
	go func() { // want `ineffective-recover: recover in lib\.RescueWith does not help: boom\(\)`
		defer lib.RescueWith(panics)
		boom()
	}()
}

func farHookCalm() {
	go func() {
		defer lib.RescueWith(func(any) { calm() })
		boom()
	}()
}

func farHookContained() {
	go func() {
		defer lib.RescueCalmly(panics)
		boom()
	}()
}

func farField() {
	go func() { lib.Run(lib.Options{OnPanic: panics}, boom) }() // want `ineffective-recover: .*boom\(\) can panic behind it`
}

func farFieldAsked() {
	o := lib.Options{OnPanic: func(any) {}, Asked: panics}
	go func() { lib.Run(o, boom) }() // want `ineffective-recover: .*boom\(\) can panic behind it`
}

func farFieldCalm() {
	go func() { lib.Run(lib.Options{OnPanic: func(any) {}}, boom) }()
}

func farFieldNil() {
	go func() { lib.Run(lib.Options{}, boom) }() // want `ineffective-recover: .*it uses lib\.Options\{\}\.OnPanic, which is handed over, and panics itself`
}

func farReceiver() {
	g := &lib.Guard{OnPanic: panics}
	go func() { // want `ineffective-recover: recover in \(\*lib\.Guard\)\.Rescue does not help: boom\(\)`
		defer g.Rescue()
		boom()
	}()
}

func farReceiverNil() {
	g := &lib.Guard{}
	go func() { // want `ineffective-recover: recover in \(\*lib\.Guard\)\.Rescue does not help: g\.OnPanic`
		defer g.Rescue()
		boom()
	}()
}

func farReceiverLentOut(set func(*lib.Guard)) {
	g := &lib.Guard{}
	set(g)
	go func() {
		defer g.Rescue()
		boom()
	}()
}

// What a guard sends comes behind what is deferred after it, and before what is deferred first.

func farReportClosed() {
	errc := make(chan error, 1)
	go func() { // want `ineffective-recover: recover in lib\.Report does not help: lib\.Report\(errc\)`
		defer lib.Report(errc)
		defer close(errc)
		boom()
	}()
}

func farReportInTime() {
	errc := make(chan error, 1)
	go func() {
		defer close(errc)
		defer lib.Report(errc)
		boom()
	}()
}

func farReportClosedBeside() {
	errc := make(chan error, 1)
	go func() { // want `ineffective-recover: recover in lib\.Report does not help: lib\.Report\(errc\)`
		defer lib.Report(errc)
		boom()
	}()
	close(errc)
}

func farReportAnyway() {
	errc := make(chan error, 1)
	go func() { // want `ineffective-recover: recover in lib\.ReportAnyway does not help: lib\.ReportAnyway\(errc\)`
		defer lib.ReportAnyway(errc)
		calm()
		boom()
		close(errc)
	}()
}

func farReportNoClose() {
	errc := make(chan error, 1)
	go func() {
		defer lib.Report(errc)
		calm()
		boom()
		close(errc)
	}()
}

func farCloseAgain() {
	done := make(chan struct{})
	go func() { // want `ineffective-recover: recover in lib\.CloseAfter does not help: lib\.CloseAfter\(done\)`
		defer lib.CloseAfter(done)
		defer close(done)
		boom()
	}()
}

func farReportKeeping() {
	errc := make(chan error, 1)
	go func() { // want `late-recover: .*close\(errc\), deferred before it, runs after it`
		defer close(errc)
		defer lib.ReportKeeping(errc)
		boom()
	}()
}
