"""The nouns: frozen, typed, JSON in and out. Everything above speaks in them; they know nothing of clouds or hosts to reach."""
