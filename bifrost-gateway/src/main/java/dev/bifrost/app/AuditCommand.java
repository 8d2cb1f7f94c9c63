package dev.bifrost.app;

import picocli.CommandLine.Command;

/** What an operator does to the audit trail by hand. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Looks after the audit trail.",
        subcommands = {AuditEraseCommand.class})
final class AuditCommand {}
