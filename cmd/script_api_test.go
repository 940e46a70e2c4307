package cmd

import (
	"io"
	"os"
	"os/exec"
)

// between is the filter "between NAME ARG...": it passes the document on, and the first
// time that it is run with this NAME another etch runs with these arguments, between
// the read and the write of the one whose filter it is. So does a rival write that has
// to speak the API's own convention.
func between(args []string) int {
	done, err := os.OpenFile(args[0]+".done", os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		done.Close()
		rival := exec.Command("etch", args[1:]...)
		rival.Stderr = os.Stderr
		if err := rival.Run(); err != nil {
			return complain(err)
		}
	}
	if _, err := io.Copy(os.Stdout, os.Stdin); err != nil {
		return complain(err)
	}
	return 0
}

// vanish is the filter "vanish PATH": it passes the document on, and meanwhile another
// writer deletes $URL PATH.
func vanish(args []string) int {
	if _, err := rivalRequest("DELETE", os.Getenv("URL")+args[0], nil, ""); err != nil {
		return complain(err)
	}
	if _, err := io.Copy(os.Stdout, os.Stdin); err != nil {
		return complain(err)
	}
	return 0
}
