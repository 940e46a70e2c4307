//go:build !linux

package pages

import "errors"

// enlarge does nothing: these systems choose the size of pages by themselves.
func enlarge([]byte) {}

// fetch does nothing: these systems fetch pages when they are touched.
func fetch([]byte) error { return errors.ErrUnsupported }
