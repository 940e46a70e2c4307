//go:build unix

package prompt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/manual"
	"github.com/etch-http/etch/editor/prompt"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge/document"
	"github.com/hinshun/vt10x"
	"go.uber.org/goleak"
	"golang.org/x/term"
)

// The test binary is also the program at the other end of the terminal: this
// variable says which part it plays.
const part = "PROMPT_TEST_PART"

func TestMain(m *testing.M) {
	plays := map[string]func(context.Context, *prompt.Prompt) error{"edit": playEdit, "password": playPassword}
	play := plays[os.Getenv(part)]
	if play == nil {
		goleak.VerifyTestMain(m)
		return
	}
	terminal, err := launch.OpenTerminal()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	interrupts := make(chan os.Signal, 4)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for s := range interrupts {
			if !launch.Owned(s) {
				cancel(errors.New("interrupted"))
			}
		}
	}()
	p := &prompt.Prompt{In: terminal, Out: terminal, Style: show.Style{Color: true}}
	if err := play(ctx, p); err != nil {
		fmt.Fprintf(terminal, "ended: %v\n", err)
		os.Exit(8)
	}
}

// playEdit is an edit up to the moment when it would be sent.
func playEdit(ctx context.Context, p *prompt.Prompt) error {
	dir := os.Getenv("DIR")
	m := manual.Modifier{
		Command: filepath.Join(dir, "editor"), Terminal: p.In.(*launch.Terminal), Ask: p.WhatNow,
		File:   func(_, name string) (string, error) { return filepath.Join(dir, name), nil },
		Notify: func(line string) { fmt.Fprintln(p.Out, line) },
	}
	base, err := document.Parse([]byte(`{"name":"orig","n":1}`), document.JSON)
	if err != nil {
		return err
	}
	wanted, err := m.Modify(ctx, editor.Task{Base: base, Save: func([]byte) error { return nil }})
	if err != nil {
		return err
	}
	v, err := p.Review(ctx, editor.Proposal{Write: editor.Write{
		Base: editor.State{Document: base}, Wanted: wanted,
		Request: client.Request{Method: "PATCH"}, Guard: client.IfAbsent(),
	}})
	fmt.Fprintf(p.Out, "verdict %d: %s\n", v, wanted.Source())
	return err
}

// playPassword asks for a secret.
func playPassword(ctx context.Context, p *prompt.Prompt) error {
	secret, err := p.Password(ctx, "password for ann")
	if err == nil {
		fmt.Fprintf(p.Out, "%d characters\n", len(secret))
	}
	return err
}

// A seat is a terminal with a program at it.
type seat struct {
	t      *testing.T
	tty    *os.File
	cmd    *exec.Cmd
	screen vt10x.Terminal
	raw    bytes.Buffer
	fresh  chan []byte
	before *term.State // the terminal's modes when nobody had touched them
}

// sit starts a part at a new terminal. Its stdin is no terminal: what it asks, it
// asks at the terminal all the same.
func sit(t *testing.T, plays, editorScript string) *seat {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "editor"), []byte("#!/bin/sh\ncd '"+dir+"'\n"+editorScript+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := &seat{t: t, screen: vt10x.New(vt10x.WithSize(100, 40)), fresh: make(chan []byte, 100)}
	s.cmd = exec.Command(os.Args[0])
	s.cmd.Env = append(os.Environ(), part+"="+plays, "DIR="+dir)
	s.cmd.Stdin = strings.NewReader("y\ny\ny\n")
	s.start()
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); s.tty.Close() })
	go func() {
		defer close(s.fresh)
		for {
			b := make([]byte, 4096)
			n, err := s.tty.Read(b)
			if n > 0 {
				s.fresh <- b[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return s
}

// start starts the program with the terminal as its own.
func (s *seat) start() {
	s.t.Helper()
	tty, own, err := pty.Open()
	if err != nil {
		s.t.Fatal(err)
	}
	defer own.Close() // the program has it then
	s.tty = tty
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 40, Cols: 100}); err != nil {
		s.t.Fatal(err)
	}
	s.before = s.modes() // later the program may have switched the echo off
	s.cmd.Stdout, s.cmd.Stderr = own, own
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
}

// see waits until the screen shows text, and says what it showed instead if that
// does not come.
func (s *seat) see(text string) {
	s.t.Helper()
	deadline := time.After(20 * time.Second)
	for !strings.Contains(s.screen.String(), text) {
		select {
		case b, more := <-s.fresh:
			if !more {
				s.t.Fatalf("the program ended; never seen: %q\n%s", text, s.screen)
			}
			s.raw.Write(b)
			_, _ = s.screen.Write(b)
		case <-deadline:
			s.t.Fatalf("never seen: %q\n%s", text, s.screen)
		}
	}
}

// types presses keys.
func (s *seat) types(keys string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the program's end and checks that the terminal is as it was.
func (s *seat) ends(status int) {
	s.t.Helper()
	go func() {
		for range s.fresh {
		}
	}()
	after, err := term.GetState(int(s.tty.Fd()))
	if err == nil && *after != *s.before {
		s.t.Errorf("modes: %+v, were %+v", after, s.before)
	}
	_ = s.cmd.Wait()
	if got := s.cmd.ProcessState.ExitCode(); got != status {
		s.t.Errorf("status %d, want %d\n%s", got, status, s.screen)
	}
}

func (s *seat) modes() *term.State {
	s.t.Helper()
	state, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// A typing error, a second look, and the question before sending, as seen on the screen.
func TestConversation(t *testing.T) {
	s := sit(t, "edit", `if [ -e once ]; then sed -i.bak 's/"nam:/"name":/' "$1"; exit; fi
touch once; stty raw -echo; sed -i.bak 's/"name": "orig"/"nam: "new"/' "$1"`)
	s.see("What now? (e)dit again, (s)ave draft and quit, (Q)uit and drop")
	s.see("this cannot be sent yet: line ")
	s.types("e\n")
	s.see("Send? [y]es, [e]dit again, [s]ave draft, [n]o")
	s.see(`-  "name": "orig"`)
	s.see(`+  "name": "new"`)
	if !strings.Contains(s.raw.String(), "\x1b[31;7morig\x1b[0m") {
		t.Errorf("the word is not marked: %q", s.raw.String())
	}
	s.types("y\n")
	s.see(`verdict 1: {"name":"new","n":1}`)
	s.ends(0)
}

// ^C in the editor is the editor's; ^C at the question ends the question at once.
func TestInterrupts(t *testing.T) {
	s := sit(t, "edit", `trap 'sed -i.bak "s/orig/caught/" "$1"; exit 0' INT; echo waiting; while :; do sleep 0.05; done`)
	s.see("waiting")
	s.types("\x03")
	s.see("Send? [y]es")
	s.see(`+  "name": "caught"`)
	time.Sleep(150 * time.Millisecond) // until the key is no longer the editor's
	s.types("\x03")
	s.see("ended: interrupted")
	s.ends(8)
}

// A secret is not on the screen, and a ^C at its question leaves a terminal that echoes.
func TestPassword(t *testing.T) {
	s := sit(t, "password", "")
	s.see("password for ann: ")
	s.waitForEcho(false)
	s.types("s3cret\n")
	s.see("6 characters")
	if strings.Contains(s.raw.String(), "s3cret") {
		t.Error("the secret is on the screen")
	}
	s.ends(0)

	s = sit(t, "password", "")
	s.see("password for ann: ")
	s.waitForEcho(false)
	s.types("s3\x03")
	s.see("ended: interrupted")
	s.ends(8)
}

// waitForEcho waits until the terminal shows what is typed, or no longer does.
func (s *seat) waitForEcho(on bool) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if echoes(s.t, s.tty) == on {
			return
		}
	}
	s.t.Fatalf("the terminal's echo is %v", !on)
}

// echoes asks stty, which knows every system's modes.
func echoes(t *testing.T, tty *os.File) bool {
	t.Helper()
	cmd := exec.Command("stty", "-a")
	cmd.Stdin = tty
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return !strings.Contains(string(out), "-echo ")
}

// A closed terminal keeps the draft.
func TestHangUp(t *testing.T) {
	s := sit(t, "edit", `sed -i.bak 's/orig/new/' "$1"`)
	s.see("Send? [y]es")
	s.types("\x04") // ^D
	s.see("ended: aborted: the terminal was closed")
	s.ends(8)
}
