package cmd

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// fakeEditor is the program "fake-editor FILE". What it does stands in the file
// $EDIT, one instruction a line; a line "---" begins the part for the next time it
// is opened. It keeps what it was shown in $EDIT.1, $EDIT.2, ...
//
//	s/OLD/NEW/           replace the first OLD (plain text); an error if there is none
//	append TEXT          a line at the end
//	copy FILE            the content of FILE
//	empty, delete        empty or delete the file
//	binary               bytes that are no text
//	rival PATH FILE      PUT FILE to $URL PATH, as another writer
//	run N COMMAND...     run another program, which has to end with status N
//	unlock PATH          break the lock on $URL PATH
//	lock PATH OWNER      lock $URL PATH for two minutes, as another writer
//	sleep D              wait so long
//	exit N               end with status N, at once
//	kill N               send that signal to etch, and go on
//	signal N             send that signal to etch, and go on typing until it ends
//	same                 change nothing
func fakeEditor(args []string) int {
	file := args[len(args)-1]
	text, err := os.ReadFile(file)
	if err != nil {
		return complain(err)
	}
	script := os.Getenv("EDIT")
	parts, err := os.ReadFile(script)
	if err != nil {
		return complain(err)
	}
	n := 1
	for ; ; n++ {
		if _, err := os.Stat(script + "." + strconv.Itoa(n)); err != nil {
			break
		}
	}
	if err := os.WriteFile(script+"."+strconv.Itoa(n), text, 0o600); err != nil {
		return complain(err)
	}
	rounds := strings.Split(string(parts), "---\n")
	if n > len(rounds) {
		return complain(fmt.Errorf("opened %d times, but $EDIT has %d parts", n, len(rounds)))
	}
	for _, line := range strings.Split(strings.TrimSpace(rounds[n-1]), "\n") {
		if code, done := instruct(line, file); done {
			return code
		}
	}
	return 0
}

// instruct carries out one line; done ends the editor.
func instruct(line, file string) (code int, done bool) {
	word, rest, _ := strings.Cut(line, " ")
	text, err := os.ReadFile(file)
	if err != nil {
		return complain(err), true
	}
	write := func(b []byte) {
		if err == nil {
			err = os.WriteFile(file, b, 0o600)
		}
	}
	switch {
	case strings.HasPrefix(line, "s/"):
		parts := strings.Split(line, "/")
		if len(parts) != 4 || !bytes.Contains(text, []byte(parts[1])) {
			return complain(fmt.Errorf("%s: not in %s", line, text)), true
		}
		write(bytes.Replace(text, []byte(parts[1]), []byte(parts[2]), 1))
	case word == "append":
		write(append(text, rest+"\n"...))
	case word == "copy":
		var b []byte
		b, err = os.ReadFile(rest)
		write(b)
	case word == "empty":
		write(nil)
	case word == "delete":
		err = os.Remove(file)
	case word == "binary":
		write([]byte{0, 0xff, 0xfe, 7, 0})
	case word == "rival":
		path, from, _ := strings.Cut(rest, " ")
		var b []byte
		if b, err = os.ReadFile(from); err == nil {
			_, err = rivalRequest("PUT", os.Getenv("URL")+path, b, "application/json")
		}
	case word == "run":
		err = instructed(rest)
	case word == "unlock":
		err = davUnlock(os.Getenv("URL") + rest)
	case word == "lock":
		path, owner, _ := strings.Cut(rest, " ")
		err = davLock(os.Getenv("URL")+path, "120", owner)
	case word == "sleep":
		var d time.Duration
		d, err = time.ParseDuration(rest)
		time.Sleep(d)
	case word == "exit":
		code, err = strconv.Atoi(rest)
		done = err == nil
	case word == "kill":
		err = signalParent(rest)
	case word == "signal":
		if err = signalParent(rest); err == nil {
			time.Sleep(10 * time.Second) // etch ends the editor, or it has ended
		}
	case word == "same", word == "":
	default:
		err = fmt.Errorf("unknown instruction %q", line)
	}
	if err != nil {
		return complain(err), true
	}
	return code, done
}

// signalParent sends a signal to the process that opened the editor.
func signalParent(number string) error {
	n, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	etch, err := os.FindProcess(os.Getppid())
	if err != nil {
		return err
	}
	return etch.Signal(syscall.Signal(n))
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "fake-editor:", err)
	return 99
}

// meanwhile is the filter "meanwhile PATH FILE": it passes the document on, and the
// first time that it is run with this FILE another writer PUTs FILE to $URL PATH.
func meanwhile(args []string) int {
	path, file := args[0], args[1]
	done, err := os.OpenFile(file+".done", os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		done.Close()
		body, err := os.ReadFile(file)
		if err == nil {
			_, err = rivalRequest("PUT", os.Getenv("URL")+path, body, "application/json")
		}
		if err != nil {
			return complain(err)
		}
	}
	if _, err := io.Copy(os.Stdout, os.Stdin); err != nil {
		return complain(err)
	}
	return 0
}
