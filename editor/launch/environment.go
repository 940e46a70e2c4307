package launch

import (
	"os"
	"slices"
	"strings"
	"sync"
)

// withheld are the variables that children do not see, beside etch's own.
var withheld struct {
	sync.Mutex
	names []string
}

// everyday variables are no secrets, and programs cannot do without them.
var everyday = []string{
	"PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "LANG", "LANGUAGE", "TERM", "COLORTERM", "TZ", "TMPDIR", "DISPLAY",
	"HOSTNAME", "EDITOR", "VISUAL", "PAGER", "SYSTEMROOT", "USERPROFILE", "USERNAME", "TEMP", "TMP", "PATHEXT", "COMSPEC",
}

// Withhold keeps environment variables that may hold secrets from all children that
// are started from now on, but for a command of Secret. The variables that every
// program needs (PATH, HOME, USER, TERM and their like) are not among them.
func Withhold(names ...string) {
	withheld.Lock()
	defer withheld.Unlock()
	for _, name := range names {
		if name = strings.ToUpper(name); !slices.Contains(everyday, name) {
			withheld.names = append(withheld.names, name)
		}
	}
}

// environment returns etch's environment without what is withheld, and without what is
// etch's own.
func environment() []string {
	withheld.Lock()
	defer withheld.Unlock()
	return without(func(name string) bool { return slices.Contains(withheld.names, name) })
}

// without returns the environment without etch's own variables and those that hide
// says, by their names in upper case: on Windows they are the same in any.
func without(hide func(name string) bool) (env []string) {
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if name = strings.ToUpper(name); !strings.HasPrefix(name, "ETCH_") && !hide(name) {
			env = append(env, v)
		}
	}
	return env
}
