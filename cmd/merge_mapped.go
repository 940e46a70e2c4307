package cmd

// steady reports whether nobody could write to a file that is mapped, so far.
func steady(all []source) bool {
	for _, s := range all {
		if s.mapped != nil && !leased(s.mapped) {
			return false
		}
	}
	return true
}

// release lets others write to the files that are mapped. Nobody is to look at their
// bytes afterwards.
func release(all []source) {
	for _, s := range all {
		if s.mapped != nil {
			unlease(s.mapped)
			_ = s.mapped.Close()
		}
	}
}
