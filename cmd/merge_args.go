package cmd

import (
	"context"
	"errors"
	"os"
	"slices"

	"github.com/spf13/cobra"
)

// driverPath is where %P, the file's name in the repository, stands among the
// arguments of a merge driver that are no flags.
const driverPath = 3

// driverOrder returns the arguments of a merge driver with its flags first and the
// rest behind "--". A name in a repository may begin with a dash, and git hands it
// out as it is: %P is never a flag. Where the flags cannot be read it returns args.
func driverOrder(args []string) []string {
	var f joinFlags
	c := &cobra.Command{}
	f.add(c)
	fs := c.Flags()
	fs.SetInterspersed(false) // what is no flag ends a run of them
	flags, names := []string{args[0]}, []string(nil)
	for rest := args[1:]; len(rest) > 0; rest = rest[1:] {
		if len(names) != driverPath {
			if fs.Parse(rest) != nil {
				return args
			}
			behind := fs.Args()
			flags = append(flags, rest[:len(rest)-len(behind)]...)
			rest = behind
		}
		if fs.ArgsLenAtDash() >= 0 { // "--" is among the flags already: there are no more
			return slices.Concat(flags, names, rest)
		}
		if len(rest) == 0 {
			break
		}
		names = append(names, rest[0])
	}
	if !f.git { // what was taken for the flag is a name
		return args
	}
	return slices.Concat(flags, []string{"--"}, names)
}

// driverMisused makes the file a conflict of the whole where git calls with arguments
// that mean nothing: left as it is, it would look like a merge. Without %P it was not
// git who called.
func (a *app) driverMisused(ctx context.Context, args []string, err error) error {
	var said *reported
	if err == nil || errors.As(err, &said) {
		return err
	}
	for i := 1; i+driverPath < len(args); i++ {
		if !slices.ContainsFunc(args[i:i+driverPath], noFile) {
			var f joinFlags
			d := f.driverArgs(args[i : i+driverPath+1])
			all, _ := a.readSources(ctx, []string{d.base, d.ours, d.theirs})
			return a.driverFailed(d, all, &f, err)
		}
	}
	return err
}

// noFile reports whether name is not that of a regular file.
func noFile(name string) bool {
	info, err := os.Stat(name)
	return err != nil || !info.Mode().IsRegular()
}
