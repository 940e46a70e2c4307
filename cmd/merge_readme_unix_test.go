//go:build unix

package cmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A repository is a folder of git's with a home folder beside it, in which etch is in
// the path.
type repository struct {
	t        *testing.T
	dir, env string
}

// newRepository makes one.
func newRepository(t *testing.T) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	home := t.TempDir()
	bin := filepath.Join(home, "bin")
	r := repository{t: t, dir: filepath.Join(home, "work"), env: home}
	for _, dir := range []string{bin, r.dir} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	program(t, bin, "etch")
	r.run("git init -q -b main")
	return r
}

// run runs a shell script in the repository and returns what it says.
func (r repository) run(script string) string {
	r.t.Helper()
	c := exec.Command("sh", "-e", "-c", script)
	c.Dir = r.dir
	c.Env = []string{
		"HOME=" + r.env, "PATH=" + filepath.Join(r.env, "bin") + ":" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=ann@example.com", "GIT_COMMITTER_NAME=Ann", "GIT_COMMITTER_EMAIL=ann@example.com",
	}
	out, err := c.CombinedOutput()
	if err != nil {
		r.t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

// commit writes app.json and commits it.
func (r repository) commit(text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, "app.json"), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.run("git add app.json && git commit -q -m change")
}

// clash makes two branches that git alone cannot merge, and stands on main.
func (r repository) clash() {
	r.t.Helper()
	r.commit("{\n  \"a\": 1,\n  \"b\": 1\n}\n")
	r.run("git checkout -q -b feature")
	r.commit("{\n  \"a\": 1,\n  \"b\": 2\n}\n")
	r.run("git checkout -q main")
	r.commit("{\n  \"a\": 2,\n  \"b\": 1\n}\n")
}

// merged checks that app.json has both changes.
func (r repository) merged() {
	r.t.Helper()
	got, err := os.ReadFile(filepath.Join(r.dir, "app.json"))
	if want := "{\n  \"a\": 2,\n  \"b\": 2\n}\n"; err != nil || string(got) != want {
		r.t.Errorf("%v: %s", err, got)
	}
}

// commandsOf are the lines of a part of the README, for a shell.
func commandsOf(t *testing.T, mark string) string {
	t.Helper()
	text, _ := readme(t, mark)
	return strings.ReplaceAll(text, "    ", "")
}

// The README's lines for git do what it says of them, and the help has the same.
func TestReadmeGit(t *testing.T) {
	r := newRepository(t)
	script := commandsOf(t, "git")
	r.run(script)
	r.clash()
	r.run("git merge -q --no-edit feature")
	r.merged()

	help := newMerge(&app{}).Long
	for line := range strings.Lines(script) {
		if !strings.Contains(help, "  "+line) {
			t.Errorf("the help of etch merge has no line %s", line)
		}
	}
}

// The README's lines for git mergetool settle what git alone could not.
func TestReadmeMergetool(t *testing.T) {
	r := newRepository(t)
	r.clash()
	r.run("! git merge -q --no-edit feature")
	r.run("git config --global mergetool.prompt false\n" + commandsOf(t, "mergetool"))
	r.merged()
	if left := r.run("git ls-files -u"); left != "" {
		t.Errorf("not settled: %s", left)
	}
}
