package cmd

import "testing"

// What is said to be elsewhere is not here, and is a flag of a command that changes.
func TestFlagsElsewhere(t *testing.T) {
	a := &app{}
	update := newUpdate(a).Flags()
	made := map[string]command{}
	for _, c := range commands() {
		made[c.name] = c
	}
	for name, flags := range flagsElsewhere {
		own := made[name].make(a).Flags()
		for flag, why := range flags {
			if own.Lookup(flag) != nil || update.Lookup(flag) == nil {
				t.Errorf("etch %s --%s: it is there, or nowhere", name, flag)
			}
			if why.say == "" || why.hint == "" {
				t.Errorf("etch %s --%s: %+v", name, flag, why)
			}
		}
	}
}
