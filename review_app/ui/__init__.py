"""The browser's side: the only place that imports gradio."""
