"""Every fault, one after the other: injected, met by the suite, named, healed. The user of the lab and of the suite alike."""
