"""The parts of the sample generator: problems by subject, answers in their many forms, replies."""
