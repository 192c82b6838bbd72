"""juryroom: criminal jury trials as software.

The record, the procedure, the jury room and the answers, count by count. The public names are
listed in ``__init__.pyi``; each is imported from its module when it is first used, so that
``import juryroom`` costs next to nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
