"""Every fault, one after the other: injected, met by the suite, named, recovered. The user of the lab and of the suite alike."""
