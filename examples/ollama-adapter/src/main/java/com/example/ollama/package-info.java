/** An adapter for Ollama's own API, {@code /api/chat}: the worked example of {@code docs/adding-a-provider.md}. */
@NullMarked
package com.example.ollama;

import org.jspecify.annotations.NullMarked;
