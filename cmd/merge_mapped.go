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

// release lets others write to the files that are mapped, and gives their bytes back:
// nobody can look at them afterwards. That takes a while for large ones, so it goes on
// beside what the caller does next.
func release(all []source) {
	var mapped [][]byte
	for i := range all {
		s := &all[i]
		if s.mapped == nil {
			continue
		}
		unlease(s.mapped)
		_ = s.mapped.Close()
		mapped = append(mapped, s.data)
		s.mapped, s.data = nil, nil
	}
	if len(mapped) == 0 {
		return
	}
	go func() {
		for _, data := range mapped {
			unmap(data)
		}
	}()
}
