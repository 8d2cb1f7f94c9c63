package dev.bifrost.dialect.openai;

import dev.bifrost.dialect.FreeText;

/**
 * Tools of free text for providers that know only functions: the text becomes the one argument {@code input}. The function's
 * name tells it apart, so that whoever reads the answer need not know the request.
 */
final class CustomTools {
    private static final String PREFIX = "bifrost_text_";

    private CustomTools() {}

    /** The name of the function that stands for the tool of this name. */
    static String function(String name) {
        return PREFIX + name;
    }

    /** Whether a function of this name stands for such a tool. */
    static boolean isCustom(String function) {
        return function.startsWith(PREFIX);
    }

    /** The tool's name by that of its function. */
    static String name(String function) {
        return function.substring(PREFIX.length());
    }

    /** The text as the arguments of such a function. */
    static String wrap(String text) {
        return FreeText.arguments(text).print();
    }

    /** The text in the arguments of such a function; whatever the model wrote if it kept to no form. */
    static String unwrap(String arguments) {
        return arguments.stripLeading().startsWith("{") ? new WrappedText().next(arguments) : arguments;
    }
}
