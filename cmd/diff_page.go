package cmd

import (
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/etch-http/etch/editor/launch"
	"github.com/etch-http/etch/editor/show"
)

// A sheet is where a comparison is printed.
type sheet struct {
	io.Writer
	style    show.Style
	raw      bool // for programs: bytes as they are
	terminal bool
}

// everything is a bound that no diff reaches: whoever asks for one wants it whole.
const everything = 1 << 30

// printComparison prints c, at a terminal through the pager.
func (a *app) printComparison(ctx context.Context, c *comparison, f *diffFlags) error {
	p := &sheet{Writer: a.out, terminal: a.outTTY, style: show.Style{
		Color: a.color(f.color, a.outTTY), Width: everything, Lines: everything,
	}}
	p.raw = !p.style.Color && !a.outTTY
	if a.outTTY {
		p.style.Width = terminalWidth()
	}
	people := f.output == "text" || f.output == "unified"
	var pager *launch.Pager
	var err error
	if a.outTTY && people && c.differs && !f.noPager {
		a.withhold()
		pager, err = launch.StartPager(ctx, launch.LookupPager(os.LookupEnv), os.Stdout)
	}
	if pager == nil || err != nil { // a diff without a pager is better than none
		if err = c.print(p); a.out.err != nil {
			return nil // the latch keeps the error
		}
		return err
	}
	p.Writer = pager
	err = c.print(p)
	if closed := pager.Close(); err == nil {
		err = closed
	}
	if errors.Is(err, launch.ErrPagerGone) {
		return nil
	}
	return err
}

// terminalWidth is that of the terminal on standard output, in columns; 0 where it
// does not say.
func terminalWidth() int {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// json writes a JSON text as one line; at a terminal, made harmless.
func (p *sheet) json(text []byte) error {
	if p.terminal {
		text = show.SafeJSON(text)
	}
	_, err := p.Write(append(text, '\n'))
	return err
}
