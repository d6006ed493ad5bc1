"""What a run tells people: the message of a failing test, Allure's results and page, run.json, and the end of the terminal's output."""
