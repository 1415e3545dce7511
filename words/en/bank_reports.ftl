# What a bank reports.
