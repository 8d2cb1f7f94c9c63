package dev.bifrost.api.chat;

import java.util.List;

/** Whether the model must use a tool, and which. */
public sealed interface ToolChoice {
    /** As the model likes. */
    record Auto() implements ToolChoice {}

    /** None. */
    record None() implements ToolChoice {}

    /** One, whichever. */
    record Required() implements ToolChoice {}

    /** This one. */
    record Named(String name) implements ToolChoice {}

    /** Only these; {@code required}: and one of them. */
    record Allowed(List<String> names, boolean required) implements ToolChoice {}
}
