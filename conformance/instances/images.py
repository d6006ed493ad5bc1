"""The images that Nova makes of the run's instances, as Glance has them."""

import hashlib
from typing import Any

from conformance.cleanup.own_resources import delete, own
from conformance.cloud.answers import understanding
from conformance.cloud.nova import Refused, call, service_of
from conformance.cloud.wait import LastSeen, TimedOut, wait_until
from conformance.input.names import uuid_in
from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault
from conformance.model.instance import Instance
from conformance.run_dir.ledger import Entry, Kind
from conformance.run_dir.marks import shelved_image_name

_LARGEST_READ = 256 << 20
"""Bytes of an image that is read back: that of a lab, not that of a customer."""

_PIECE = 1 << 20
_ALGORITHMS = frozenset({"sha256", "sha384", "sha512"})


def images_of(run: RunContext, instance: Instance, name: str) -> list[dict[str, Any]]:
    """The images of that name that Nova made of the instance. :raises Transient, Refused, NotUnderstood: as Nova's calls do"""
    with understanding(run.conn, "image", "images"):
        found = call(service_of(run.conn, "image"), "GET", "/images", params=[("name", name)]).json()["images"]
        return [image for image in found if image["name"] == name and str(image.get("instance_uuid")) == instance.id and image["status"]]


class CloudImages:
    """Claims about them."""

    def __init__(self, run: RunContext) -> None:
        self._run = run

    def expect_complete(self, instance: Instance) -> None:
        """The image that was made of it last is active and has all of its content, which is read back where it is no more than 256 MiB.

        :raises CloudFault: it is not, or its content is not as Glance has noted it
        """
        name = self._entries(instance)[-1].name
        claim = f"image {name} is complete"
        found = self._run.read_with_retry(f"image {name}", lambda: images_of(self._run, instance, name))
        if not found:
            raise CloudFault(claim, "Glance has no such image")
        image = found[0]
        told = f"status {image['status']}, size {image.get('size')}, {image.get('os_hash_algo')} {image.get('os_hash_value')}"
        if image["status"] != "active" or not image.get("size"):
            raise CloudFault(claim, told)
        if image.get("os_hash_algo") in _ALGORITHMS and int(image["size"]) <= _LARGEST_READ:
            read, digest = self._read(uuid_in("the id of an image in Glance's answer", str(image["id"])), str(image["os_hash_algo"]))
            if (read, digest) != (image["size"], image["os_hash_value"]):
                raise CloudFault(claim, f"{told}; read back: size {read}, {digest}")

    def _read(self, id: str, algorithm: str) -> tuple[int, str]:
        """The size and digest of an image's content. :raises CloudFault: it could not be read"""
        digest = hashlib.new(algorithm)
        size = 0
        try:
            answer = call(service_of(self._run.conn, "image"), "GET", f"/images/{id}/file", stream=True)
            for piece in answer.iter_content(_PIECE):
                digest.update(piece)
                size += len(piece)
                if size > _LARGEST_READ:
                    break
        except (Refused, OSError) as trouble:
            raise CloudFault(f"the content of image {id} can be read", str(trouble)) from trouble
        return size, digest.hexdigest()

    def expect_gone(self, instance: Instance) -> None:
        """The image that Nova made of it to shelve it is there no more. :raises CloudFault: it is"""
        entry = Entry(kind=Kind.IMAGE, name=shelved_image_name(instance.name))

        def look() -> LastSeen[None]:
            found = own(self._run.conn, self._run.ledger, entry)
            return LastSeen(not found, f"{', '.join(found)} is there", None)

        claim = f"image {entry.name} is gone"
        try:
            wait_until(claim, look, self._run.profile.timeouts.delete, pace=self._run.pace)
        except TimedOut as spent:
            raise CloudFault(claim, str(spent)) from spent
        self._run.ledger.removed(entry.kind, entry.name)

    def remove(self, instance: Instance) -> None:
        """Remove those that the run had made of it, and see that they are gone. :raises CloudFault: they are not"""
        for entry in self._entries(instance):

            def look(entry: Entry = entry) -> LastSeen[None]:
                found = own(self._run.conn, self._run.ledger, entry)
                for id in found:
                    delete(self._run.conn, entry.kind, id)
                return LastSeen(not found, f"{', '.join(found)} is there", None)

            claim = f"image {entry.name} is removed"
            try:
                wait_until(claim, look, self._run.profile.timeouts.delete, pace=self._run.pace)
            except TimedOut as spent:
                raise CloudFault(claim, str(spent)) from spent
            self._run.ledger.removed(entry.kind, entry.name)

    def _entries(self, instance: Instance) -> list[Entry]:
        shelved = shelved_image_name(instance.name)
        left = [entry for entry in self._run.ledger.left() if entry.kind is Kind.IMAGE and entry.name.startswith(f"{instance.name}-")]
        return [entry for entry in left if entry.name != shelved]
