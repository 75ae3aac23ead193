"""What a decision rests on: facts, findings, the weights fitted on annotated articles, and their sum."""
