package dev.bifrost.plugin;

/**
 * Why an adapter can not be used.
 *
 * @param jar     the number of its jar in the list, from 0; -1 for one on the class path
 * @param message begins with a verb, as what is said of the jar; holds no more than its author may know
 */
public record AdapterProblem(int jar, String message) {}
