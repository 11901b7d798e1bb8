"""A self-signed certificate, for sites of the tests that speak TLS."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
PRIVATE = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


def write(folder: Path, name: str, days: tuple[int, int] = (0, 1)) -> tuple[Path, Path]:
    """Write a certificate and its key into a folder, and return their paths.

    Args:
        folder: where to write.
        name: of the site.
        days: first and last day of its validity, from now.
    """
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(days[0]))
        .not_valid_after(now + timedelta(days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "fullchain.pem", folder / "privkey.pem"
    chain.write_bytes(certificate.public_bytes(PEM))
    private.write_bytes(key.private_bytes(PEM, *PRIVATE))
    private.chmod(0o600)
    return chain, private
