"""What is written for Allure, beside what allure-pytest writes itself."""
