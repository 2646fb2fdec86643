; A gate of a bad type kills the Guest. Is it installed all the same? It is.
(set-info :status sat)
(declare-const g Gate)
(assert (kills g))
(assert (present (vetted g)))
