// Package prompt asks a person at line prompts: whether to send (Reviewer), how to
// meet a rival's change (Resolver), and the small questions in between.
//
// The rules of every question: a key is one letter, and Enter; a word that begins a
// choice does too. What cannot be understood is asked again, and so is an empty line.
// "?" explains the choices. Only a capital letter drops a text. A terminal that is
// closed keeps the draft, and so does the end of the context, at once.
//
// The package opens no terminal and writes no file: those are fields. It sends
// nothing; it returns verdicts.
package prompt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/editor/show"
	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
	"golang.org/x/term"
)

// A Prompt is the person at the terminal. In and Out are required. Several goroutines
// may ask; their questions come one after the other.
type Prompt struct {
	In    io.Reader  // where answers are typed: a *launch.Terminal
	Out   io.Writer  // where questions are shown
	Style show.Style // of what is shown
	Merge merge.Options
	// Versions settles what is suggested (merge.Result.Suggestions) before it asks.
	Versions bool

	// Beside writes text to a file of that name which the person can look at, and
	// returns its path. The file must outlive the draft, which ends when an edit
	// turns out to change nothing. Nil: [r]etry is not offered.
	Beside func(name string, text []byte) (path string, err error)
	// Edit opens the editor on a single value. Nil: it is typed at the prompt.
	Edit func(ctx context.Context, name string, text []byte) ([]byte, error)

	asking sync.Mutex
	lines  lineReader
}

var (
	_ editor.Reviewer = (*Prompt)(nil)
	_ editor.Resolver = (*Prompt)(nil)
)

// A choice is one answer to a question.
type choice struct {
	key   rune
	label string // as the question shows it; "": only the help does
	help  string
}

// WhatNow asks what to do about a text that cannot be used: Again, Keep or Drop.
func (p *Prompt) WhatNow(ctx context.Context, problem error) (editor.Verdict, error) {
	p.asking.Lock()
	defer p.asking.Unlock()
	p.say("%s", p.Style.Alarm("this cannot be sent yet: ")+describe(problem))
	key, err := p.choose(ctx, "What now?",
		choice{'e', "(e)dit again", "open the editor on the text, with the error above it"},
		choice{'s', "(s)ave draft and quit", "stop here; etch resume takes the text up again"},
		choice{'Q', "(Q)uit and drop", "stop here and throw the text away"})
	return map[rune]editor.Verdict{'e': editor.Again, 's': editor.Keep, 'Q': editor.Drop}[key], err
}

// describe names a problem with the place where it is.
func describe(problem error) string {
	var e *document.SyntaxError
	if !errors.As(problem, &e) {
		return show.Error(problem)
	}
	return show.Safe(fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason))
}

// Confirm asks a question that Enter answers with no.
func (p *Prompt) Confirm(ctx context.Context, question string) (bool, error) {
	p.asking.Lock()
	defer p.asking.Unlock()
	return p.confirm(ctx, question)
}

func (p *Prompt) confirm(ctx context.Context, question string) (bool, error) {
	for {
		p.ask("%s [y/N] ", show.Safe(question))
		answer, err := p.readLine(ctx)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "y", "yes":
			return true, nil
		case "", "n", "no":
			return false, nil
		}
	}
}

// Password asks for a secret, which the terminal does not show. The terminal's modes
// are put back, also when ctx ends first.
func (p *Prompt) Password(ctx context.Context, question string) (string, error) {
	p.asking.Lock()
	defer p.asking.Unlock()
	p.ask("%s: ", show.Safe(question))
	f, ok := p.In.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return p.readLine(ctx)
	}
	state, err := term.GetState(int(f.Fd()))
	if err != nil {
		return "", err
	}
	typed := make(chan answer, 1)
	go func() {
		b, err := term.ReadPassword(int(f.Fd()))
		typed <- answer{string(b), err}
	}()
	select {
	case a := <-typed:
		p.say("")
		if a.err != nil {
			return "", closed()
		}
		return a.text, nil
	case <-ctx.Done():
		_ = term.Restore(int(f.Fd()), state)
		p.say("")
		return "", context.Cause(ctx)
	}
}

// closed is the error of a terminal where nobody is any more.
func closed() error {
	return &editor.AbortedError{Kept: true, Why: editor.Closed}
}

// choose asks until the answer is one of the choices, and returns its key.
func (p *Prompt) choose(ctx context.Context, question string, choices ...choice) (rune, error) {
	var labels []string
	for _, c := range choices {
		if c.label != "" {
			labels = append(labels, c.label)
		}
	}
	for {
		p.ask("%s %s ", p.Style.Bold(question), strings.Join(labels, ", "))
		typed, err := p.readLine(ctx)
		if err != nil {
			return 0, err
		}
		for _, c := range choices {
			if c.matches(typed) {
				return c.key, nil
			}
		}
		p.explain(typed, choices)
	}
}

// matches reports whether what was typed is c. A lower-case key may be typed as a
// capital; a capital one, which drops something, is meant as it stands.
func (c choice) matches(typed string) bool {
	word := strings.Trim(strings.NewReplacer("[", "", "]", "", "(", "", ")", "").Replace(c.label), " ")
	word, _, _ = strings.Cut(word, " ")
	if unicode.IsUpper(c.key) {
		return typed == string(c.key) || word != "" && typed == word
	}
	return strings.EqualFold(typed, string(c.key)) || word != "" && strings.EqualFold(typed, word)
}

// explain helps somebody whose answer is none of the choices.
func (p *Prompt) explain(typed string, choices []choice) {
	switch {
	case typed == "":
	case typed == "q":
		p.say("%s", p.Style.Faint("the capital Q quits and drops what was typed; ? explains the choices"))
	case typed != "?":
		p.say("%s", p.Style.Faint("? explains the choices"))
	default:
		for _, c := range choices {
			p.say("  %c  %s", c.key, c.help)
		}
	}
}

// quit asks again before a text is dropped.
func (p *Prompt) quit(ctx context.Context) (bool, error) {
	return p.confirm(ctx, "drop the draft? what you typed will be gone")
}

// say writes a line. A terminal that does not take it will not answer either.
func (p *Prompt) say(format string, args ...any) { fmt.Fprintf(p.Out, format+"\n", args...) }

// ask writes a question, after which the answer is typed.
func (p *Prompt) ask(format string, args ...any) { fmt.Fprintf(p.Out, format, args...) }
