package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/etch-http/etch/merge"
	"github.com/etch-http/etch/merge/document"
)

// A format is a folder of cases.
type format struct {
	folder, title string
	as            document.Format
}

var formats = []format{
	{"json", "JSON", document.JSON},
	{"text", "Text", document.Text},
	{"yaml", "YAML, merged as text", document.Text},
}

// A mergeCase is one merge commit.
type mergeCase struct {
	name                              string // folder/number
	format                            document.Format
	base, ours, theirs, human, merged []byte
	meta                              struct {
		Repository, Commit, Path string
		GitConflicts             int  `json:"git_conflicts"`
		GitEqualsHuman           bool `json:"git_equals_human"`
	}
	unread    string         // why the engine could not read it as its format; "" where it could
	conflicts []merge.Change // that the engine reports
	versions  []byte         // the merged document with the higher version wherever two collide
	settled   bool           // with that, no conflict is there any more
	collision string         // a place that both sides changed differently; "" if there is none
	onlyTouch bool           // the collision is of lines that touch, and no line was changed by both
	lost      string         // a change that the merged document does not hold; "" if there is none
}

// id is what a remark names the case by: the number alone says nothing about
// another collection.
func (c *mergeCase) id() string { return c.name + " " + c.meta.Commit[:min(8, len(c.meta.Commit))] }

// solved reports whether the engine merged without a conflict and kept all changes.
func (c *mergeCase) solved() bool { return c.unread == "" && len(c.conflicts) == 0 && c.lost == "" }

func (c *mergeCase) likeHuman() bool { return bytes.Equal(c.merged, c.human) }

// load reads the cases of one format; a folder that is not there has none.
func load(dir string, f format) ([]mergeCase, error) {
	found, err := os.ReadDir(filepath.Join(dir, f.folder))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var all []mergeCase
	for _, entry := range found {
		c := mergeCase{name: f.folder + "/" + entry.Name(), format: f.as}
		if err := c.read(filepath.Join(dir, f.folder, entry.Name())); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		all = append(all, c)
	}
	return all, nil
}

func (c *mergeCase) read(dir string) error {
	var meta []byte
	for name, to := range map[string]*[]byte{"base": &c.base, "ours": &c.ours, "theirs": &c.theirs, "human": &c.human, "meta": &meta} {
		files, err := filepath.Glob(filepath.Join(dir, name+".*"))
		if err != nil || len(files) != 1 {
			return fmt.Errorf("there is not one file %s", name)
		}
		if *to, err = os.ReadFile(files[0]); err != nil {
			return err
		}
	}
	return json.Unmarshal(meta, &c.meta)
}

// judge merges, and fills in what there is to say about the result. An error is a
// failed self-check of the engine.
func (c *mergeCase) judge() error {
	var r merge.Revisions
	for source, to := range map[*[]byte]**document.Document{&c.base: &r.Base, &c.ours: &r.Ours, &c.theirs: &r.Theirs} {
		d, err := document.Parse(*source, c.format)
		if err != nil {
			c.unread = err.Error()
			return nil
		}
		*to = d
	}
	result, err := merge.Merge(r, merge.Options{})
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	c.merged = result.Document.Source()
	for _, conflict := range result.Conflicts {
		c.conflicts = append(c.conflicts, conflict.Change)
	}
	if c.versions, c.settled, err = higherVersions(result); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	c.collision = collision(c.format, c.base, c.ours, c.theirs)
	c.onlyTouch = c.format == document.Text && collidingRuns(lines(c.base), lines(c.ours), lines(c.theirs), overlapping) == ""
	if len(c.conflicts) == 0 {
		c.lost = missing(c.format, c.base, c.ours, c.theirs, c.merged)
	}
	return nil
}

// higherVersions takes what the engine suggests. clean reports that no conflict is
// open then.
func higherVersions(r merge.Result) (source []byte, clean bool, err error) {
	if suggested := r.Suggestions(); len(suggested) > 0 {
		if r, err = r.Resolve(suggested...); err != nil {
			return nil, false, err
		}
	}
	return r.Document.Source(), r.Clean(), nil
}
