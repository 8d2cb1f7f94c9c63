package dev.bifrost.config;

/**
 * Something in the configuration that can not be used, or that is used otherwise than its author may think.
 *
 * @param file    the file, as it was named to the gateway
 * @param line    counted from 1; 0 if it belongs to no line
 * @param path    the key, such as {@code models[1].fallback[0]}; empty for the file as a whole
 * @param message what is wrong and what to write instead; holds no secret
 */
public record Problem(String file, int line, String path, String message) {

    /** {@code FILE:LINE: PATH: MESSAGE}, without the parts that it does not have. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
