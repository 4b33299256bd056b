// Package lib declares guards that need something.
package lib

type Logger struct{ lines []any }

func (l *Logger) Log(v any) { l.lines = append(l.lines, v) } // want Log:"contains if receiver is not nil"

func Rescue(l *Logger, name string) { // want Rescue:"^recovers if 0 is not nil, idles$" Rescue:"^contains if 0 is not nil"
	if r := recover(); r != nil {
		l.Log(r)
	}
}

func (l *Logger) Rescue() { // want Rescue:"^recovers if receiver is not nil$" Rescue:"^contains if receiver is not nil"
	l.lines = append(l.lines, recover())
}

func RescueQuietly(l *Logger) { // want RescueQuietly:"^recovers$" RescueQuietly:"^contains$"
	if r := recover(); r != nil && l != nil {
		l.Log(r)
	}
}
